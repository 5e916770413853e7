using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ExportSecrets;

/// <summary>A secret with its value, which the caller disposes of.</summary>
/// <param name="Name">The stored name. Without a value, nothing proves that it is the name that the secret was given.</param>
/// <param name="Value">Null if it cannot be decrypted.</param>
public sealed record ExportedSecret(Guid Id, string Name, SecretValue? Value);
