namespace Secrets.Application.Encryption;

/// <summary>The place of a value. It is bound into the value's envelope, which does not decrypt at any other address.</summary>
public readonly record struct SecretAddress(Guid OwnerId, Guid SecretId, long Version, string Name);
