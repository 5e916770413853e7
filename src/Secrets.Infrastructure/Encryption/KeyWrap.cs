using Secrets.Application.Encryption;
using Secrets.Infrastructure.KeyRing;

namespace Secrets.Infrastructure.Encryption;

/// <summary>Wraps and unwraps the keys that the database holds. Each is bound to its place there.</summary>
internal static class KeyWrap
{
    /// <summary>Returns the place of an owner's key version.</summary>
    public static EnvelopeContext OwnerKey(Guid installationId, Guid ownerId, long version, KeyId keyId) =>
        new(installationId, ownerId, Guid.Empty, version, keyId.ToString(), Field: "owner-key");

    /// <summary>Returns the place of a key of the whole installation.</summary>
    public static EnvelopeContext SystemKey(Guid installationId, string name, KeyId keyId) =>
        new(installationId, Guid.Empty, Guid.Empty, Version: 1, keyId.ToString(), Field: $"system-key:{name}");

    public static async ValueTask<WrappedKey> WrapOwnerKeyAsync(
        this IKeyRing ring,
        SymmetricKey key,
        Guid installationId,
        Guid ownerId,
        long version,
        CancellationToken cancellationToken
    ) =>
        new()
        {
            OwnerId = ownerId,
            Version = version,
            KeyId = key.Id.ToBytes(),
            RootKeyId = ring.ActiveId.ToBytes(),
            Wrapped = await ring.WrapAsync(key, OwnerKey(installationId, ownerId, version, key.Id), cancellationToken),
        };

    public static async ValueTask<WrappedKey> WrapSystemKeyAsync(
        this IKeyRing ring,
        SymmetricKey key,
        Guid installationId,
        string name,
        CancellationToken cancellationToken
    ) =>
        new()
        {
            SystemName = name,
            KeyId = key.Id.ToBytes(),
            RootKeyId = ring.ActiveId.ToBytes(),
            Wrapped = await ring.WrapAsync(key, SystemKey(installationId, name, key.Id), cancellationToken),
        };

    /// <exception cref="DecryptionFailedException">The key is damaged or was moved, or the ring lacks its root key.</exception>
    public static async ValueTask<SymmetricKey> UnwrapAsync(
        this IKeyRing ring,
        WrappedKey key,
        Guid installationId,
        CancellationToken cancellationToken
    )
    {
        var id = KeyId.Read(key.KeyId);
        return await ring.UnwrapAsync(KeyId.Read(key.RootKeyId), id, key.Wrapped, PlaceOf(key, installationId, id), cancellationToken);
    }

    /// <summary>Wraps a key under the active root key, for the same place.</summary>
    /// <exception cref="DecryptionFailedException">The key is damaged or was moved, or the ring lacks its root key.</exception>
    public static async ValueTask<WrappedKey> RewrapAsync(
        this IKeyRing ring,
        WrappedKey key,
        Guid installationId,
        CancellationToken cancellationToken
    )
    {
        using var unwrapped = await ring.UnwrapAsync(key, installationId, cancellationToken);
        var wrapped = await ring.WrapAsync(unwrapped, PlaceOf(key, installationId, unwrapped.Id), cancellationToken);
        return key with { RootKeyId = ring.ActiveId.ToBytes(), Wrapped = wrapped };
    }

    private static EnvelopeContext PlaceOf(WrappedKey key, Guid installationId, KeyId id) =>
        key.SystemName is { } name ? SystemKey(installationId, name, id) : OwnerKey(installationId, key.OwnerId, key.Version, id);
}
