namespace Secrets.Application.Encryption;

/// <summary>Creates owner keys, and caches the unwrapped ones.</summary>
public interface IOwnerKeys
{
    /// <summary>Creates a random key version for an owner, wrapped under the active root key. It is not stored.</summary>
    /// <exception cref="StorageUnavailableException">The root key is in a key management service that does not respond.</exception>
    ValueTask<WrappedKey> CreateAsync(Guid ownerId, long version, CancellationToken cancellationToken);

    /// <summary>Makes the next use of an owner's keys read them again.</summary>
    void Invalidate(Guid ownerId);

    /// <summary>Drops the keys of owners that have been idle, and wipes those that were dropped before.</summary>
    void DropIdle();
}
