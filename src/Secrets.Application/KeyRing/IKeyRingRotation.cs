namespace Secrets.Application.KeyRing;

/// <summary>The key ring of this installation, and how its keys take turns.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IKeyRingRotation
{
    Task<KeyRingStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Adds a random key that only opens, and answers its id.</summary>
    /// <exception cref="RefusedException">The ring is not a file.</exception>
    Task<string> AddAsync(CancellationToken cancellationToken);

    /// <summary>Makes a key of the ring the one that wraps, unless a running service lacks it.</summary>
    /// <exception cref="RefusedException">The ring is not a file.</exception>
    Task<PromoteRootKeyOutcome> PromoteAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Wraps every key that is not wrapped under the active key anew. The service may run meanwhile; where it is
    /// interrupted, the next call does the rest.
    /// </summary>
    Task<RewrapKeysOutcome> RewrapAsync(IProgress<WorkProgress> progress, CancellationToken cancellationToken);

    /// <summary>Takes a key out of the ring, unless it is active, or needed by the database or a running service.</summary>
    /// <exception cref="RefusedException">The ring is not a file.</exception>
    Task<RetireRootKeyOutcome> RetireAsync(string id, CancellationToken cancellationToken);
}
