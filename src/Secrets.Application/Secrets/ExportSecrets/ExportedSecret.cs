using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ExportSecrets;

/// <summary>A secret with its value. The caller must dispose of the value.</summary>
/// <param name="Name">The stored name. Without a value, nothing proves that the name is genuine.</param>
/// <param name="Value">Null if the value cannot be decrypted.</param>
public sealed record ExportedSecret(Guid Id, string Name, SecretValue? Value);
