namespace Secrets.Infrastructure.Encryption;

/// <summary>What the keys that the database holds are wrapped for.</summary>
internal static class KeyWrap
{
    /// <summary>Where the key of an owner belongs.</summary>
    public static EnvelopeContext OwnerKey(Guid installationId, Guid ownerId, long generation, KeyId keyId) =>
        new(installationId, ownerId, Guid.Empty, generation, keyId.ToString(), Field: "owner-key");

    /// <summary>Where a key of the whole installation belongs.</summary>
    public static EnvelopeContext SystemKey(Guid installationId, string name, KeyId keyId) =>
        new(installationId, Guid.Empty, Guid.Empty, Version: 1, keyId.ToString(), Field: $"system-key:{name}");
}
