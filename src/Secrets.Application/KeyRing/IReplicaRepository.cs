using Secrets.Domain.KeyRing;

namespace Secrets.Application.KeyRing;

/// <summary>Persists which replicas run on the database.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IReplicaRepository
{
    /// <summary>Returns the replicas that were seen within <see cref="RunningReplica.Timeout"/>, by name.</summary>
    Task<IReadOnlyList<RunningReplica>> ListRunningAsync(CancellationToken cancellationToken);

    /// <summary>Notes that a replica runs, at the time of the database's clock.</summary>
    /// <param name="rootKeys">The ids of the root keys that it has loaded, the active one first.</param>
    /// <param name="now">The replica's own clock, in microseconds since 1970.</param>
    Task NoteAsync(Guid id, string name, IEnumerable<string> rootKeys, long now);

    /// <summary>Removes a replica, and those that are gone.</summary>
    Task RemoveAsync(Guid id);
}
