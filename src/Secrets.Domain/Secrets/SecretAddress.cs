namespace Secrets.Domain.Secrets;

/// <summary>The place that a value is encrypted for. An envelope that is moved to another address cannot be decrypted.</summary>
public readonly record struct SecretAddress(Guid OwnerId, Guid SecretId, long Version, string Name);
