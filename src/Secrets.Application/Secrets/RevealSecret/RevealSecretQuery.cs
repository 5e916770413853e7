using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.RevealSecret;

/// <summary>The value of a secret; null where there is no such secret or version.</summary>
/// <param name="Version">Null for the current one.</param>
/// <param name="IsKnown">True if the caller already has the value with this state, so that it need not be revealed.</param>
public sealed record RevealSecretQuery(Caller Caller, string Name, long? Version, Predicate<Guid> IsKnown) : IRequest<RevealedSecret?>;

/// <param name="State">See <see cref="Secret.ValueState"/>.</param>
/// <param name="Value">Null where the caller has it already. Whoever asked disposes of it.</param>
public sealed record RevealedSecret(Guid State, SecretValue? Value);
