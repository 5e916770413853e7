using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>Persists deleted secrets with their values until they are purged.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IDeletedSecretRepository
{
    /// <summary>Returns secrets whose retention has not ended by the database's clock, most recently deleted first.</summary>
    /// <param name="before">The last secret of the previous page; null for the first page.</param>
    Task<IReadOnlyList<DeletedSecret>> ListAsync(
        SecretReach reach,
        TimeSpan retention,
        DeletedSecret? before,
        int limit,
        CancellationToken cancellationToken
    );

    /// <returns>Null if the secret does not exist or its retention has ended.</returns>
    Task<DeletedSecret?> FindAsync(SecretReach reach, Guid id, TimeSpan retention, CancellationToken cancellationToken);

    /// <summary>Makes a deleted secret current again, and appends the event.</summary>
    /// <returns>False if its name is taken, or if it is no longer deleted.</returns>
    Task<bool> RestoreAsync(DeletedSecret secret, long now, AuditEvent restored);

    /// <summary>Destroys a deleted secret with all its versions, and appends the event.</summary>
    /// <returns>False if it is no longer deleted.</returns>
    Task<bool> DestroyAsync(DeletedSecret secret, AuditEvent destroyed);

    /// <summary>
    /// Destroys the secrets of all owners that were deleted at or before a time, with an event for each. If several replicas do this at
    /// once, each secret is destroyed by one of them.
    /// </summary>
    /// <returns>The number of secrets that this call destroyed.</returns>
    Task<int> PurgeAsync(long deletedUntil, Func<DeletedSecret, AuditEvent> purged, CancellationToken cancellationToken);
}
