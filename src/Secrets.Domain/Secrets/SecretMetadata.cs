namespace Secrets.Domain.Secrets;

/// <summary>The fields of a secret that clients set beside its name and value.</summary>
public sealed record SecretMetadata(string? Description)
{
    public static SecretMetadata None { get; } = new(Description: null);
}
