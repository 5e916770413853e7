namespace Secrets.Application.Encryption;

/// <summary>
/// Where a value belongs. It is bound into the value's envelope, so that an envelope moved to any other address
/// does not decrypt.
/// </summary>
public readonly record struct SecretAddress(Guid OwnerId, Guid SecretId, long Version, string Name);
