using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets;

/// <summary>Where deleted secrets are kept, with their values, until they are purged.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>. Times are microseconds since 1970.</remarks>
public interface IDeletedSecretRepository
{
    /// <summary>Some of those that were deleted less than a time ago by the database's clock, the last one first.</summary>
    /// <param name="before">The one before the first; null to begin.</param>
    Task<IReadOnlyList<DeletedSecret>> ListAsync(
        Guid ownerId,
        TimeSpan kept,
        DeletedSecret? before,
        int limit,
        CancellationToken cancellationToken
    );

    /// <returns>Null if there is none that was deleted less than that time ago by the database's clock.</returns>
    Task<DeletedSecret?> FindAsync(Guid ownerId, Guid id, TimeSpan kept, CancellationToken cancellationToken);

    /// <summary>Puts a secret back under its name, together with the event of that.</summary>
    /// <returns>False where the name is taken by now, or the secret is no longer among the deleted.</returns>
    Task<bool> RestoreAsync(DeletedSecret secret, AuditEvent restored);

    /// <summary>Destroys what was deleted until a time, together with an event for each. Of several replicas that call this at once each secret is destroyed by one.</summary>
    /// <returns>How many secrets it destroyed.</returns>
    Task<int> PurgeAsync(long deletedUntil, Func<PurgedSecret, AuditEvent> purged, CancellationToken cancellationToken);
}

public sealed record DeletedSecret(Guid Id, string Name, string? Description, long Version, long DeletedAt);

public sealed record PurgedSecret(Guid OwnerId, Guid Id, long Version);
