namespace Secrets.Domain.Secrets;

/// <summary>The place that a value is encrypted for: an envelope that is moved to another address does not decrypt.</summary>
public readonly record struct SecretAddress(Guid OwnerId, Guid SecretId, long Version, string Name);
