using Secrets.Application.Encryption;
using Secrets.Domain.Audit;

namespace Secrets.Application.Owners;

/// <summary>Persists the key versions of owners.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IOwnerKeyRepository
{
    /// <summary>Returns the versions of an owner's key, the newest first.</summary>
    /// <exception cref="OwnerShreddedException">The owner was shredded.</exception>
    /// <exception cref="DecryptionFailedException">The owner has no key although it was not shredded.</exception>
    Task<IReadOnlyList<OwnerKeyVersion>> ListAsync(Guid ownerId, CancellationToken cancellationToken);

    /// <summary>Adds a version. Returns false if another process has added it.</summary>
    Task<bool> TryAddAsync(WrappedKey key, AuditEvent created);

    /// <summary>
    /// Destroys the versions that are older than the given one, unless a value still needs one of them. Returns how many it destroyed.
    /// </summary>
    Task<int> DestroyOlderAsync(Guid ownerId, long version);

    /// <summary>Destroys all keys of an owner, and keeps its name from being used again.</summary>
    Task<DestroyedKeys> ShredAsync(Guid ownerId, AuditEvent shredded, CancellationToken cancellationToken);
}
