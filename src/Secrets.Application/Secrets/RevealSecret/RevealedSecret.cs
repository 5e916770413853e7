using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.RevealSecret;

/// <summary>A revealed value.</summary>
/// <param name="State">See <see cref="Domain.Secrets.Secret.ValueState"/>.</param>
/// <param name="Value">Null if the client already has the value. The caller must dispose of it.</param>
/// <param name="DueAt">See <see cref="Secret.DueAt"/>.</param>
public sealed record RevealedSecret(Guid State, SecretValue? Value, long? DueAt);
