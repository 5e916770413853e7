using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>Keeps deleted secrets, with their values, until they are purged.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IDeletedSecretRepository
{
    /// <summary>Returns secrets that were deleted less than a time ago by the database's clock, the last deleted first.</summary>
    /// <param name="before">The last one that the caller has; null to begin.</param>
    Task<IReadOnlyList<DeletedSecret>> ListAsync(
        Guid ownerId,
        TimeSpan retention,
        DeletedSecret? before,
        int limit,
        CancellationToken cancellationToken
    );

    /// <returns>Null if there is no such secret, or it was deleted longer ago.</returns>
    Task<DeletedSecret?> FindAsync(Guid ownerId, Guid id, TimeSpan retention, CancellationToken cancellationToken);

    /// <summary>Makes a deleted secret a current one again, and stores the event of it.</summary>
    /// <returns>False if its name is taken by now, or it is no longer a deleted one.</returns>
    Task<bool> RestoreAsync(DeletedSecret secret, long now, AuditEvent restored);

    /// <summary>
    /// Destroys the secrets of all owners that were deleted until a time, with an event for each. Of several replicas that do this at
    /// once, one destroys a secret.
    /// </summary>
    /// <returns>The number of secrets that this call destroyed.</returns>
    Task<int> PurgeAsync(long deletedUntil, Func<DeletedSecret, AuditEvent> purged, CancellationToken cancellationToken);
}
