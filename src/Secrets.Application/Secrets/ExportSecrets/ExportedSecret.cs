using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ExportSecrets;

/// <summary>A secret with its value. The caller must dispose of the value.</summary>
/// <param name="Name">The stored name. Without a value, nothing proves that the name is genuine.</param>
/// <param name="Value">Null if the value cannot be decrypted, or if the secret has expired and such values are withheld.</param>
public sealed record ExportedSecret(Guid Id, string Name, string? Description, SecretValue? Value)
{
    /// <summary>The metadata that the caller may see.</summary>
    public SecretMetadata Metadata { get; init; } = SecretMetadata.None;

    /// <summary>True if the value is null since the secret has expired.</summary>
    public bool IsExpired { get; init; }

    /// <summary>The name on one line, even if the name in the database was changed to have several.</summary>
    public string NameOnOneLine => string.Concat(Name.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c));
}
