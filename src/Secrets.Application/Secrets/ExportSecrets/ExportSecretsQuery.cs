using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ExportSecrets;

/// <summary>Secrets with their values, in creation order, a few at a time.</summary>
/// <param name="After">The id of the last one that the caller has; <see cref="Guid.Empty"/> to begin.</param>
public sealed record ExportSecretsQuery(Caller Caller, Guid After) : IRequest<IReadOnlyList<ExportedSecret>>;

/// <summary>A secret with its value, which whoever asked disposes of.</summary>
/// <param name="Name">As it is stored: if there is no value, nothing proves that it is the name that the secret was given.</param>
/// <param name="Value">Null if it cannot be decrypted.</param>
public sealed record ExportedSecret(Guid Id, string Name, SecretValue? Value);
