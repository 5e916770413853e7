using Secrets.Application.Owners.RotateOwnerKey;

namespace Secrets.Application.Owners;

/// <summary>How the keys of one owner take turns, and end.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IOwnerKeyRotation
{
    /// <summary>
    /// Makes a new key of the owner and seals every value under it, or goes on with that where it was not finished.
    /// The service may run meanwhile.
    /// </summary>
    /// <exception cref="OwnerShreddedException">The owner has no keys any more.</exception>
    Task<RotateOwnerKeyOutcome> RotateAsync(Guid ownerId, IProgress<WorkProgress> progress, CancellationToken cancellationToken);

    /// <summary>Destroys all keys of the owner and keeps its name from being taken again.</summary>
    Task<DestroyedKeys> DestroyAsync(Guid ownerId, CancellationToken cancellationToken);
}

/// <param name="Count">How many; 0 where they had been destroyed before.</param>
/// <param name="AreGone">Whether the database's own files hold no trace of them any more, as far as the database can tell.</param>
public readonly record struct DestroyedKeys(int Count, bool AreGone);
