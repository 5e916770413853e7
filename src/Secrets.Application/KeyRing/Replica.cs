using Secrets.Application.Encryption;
using Secrets.Domain;

namespace Secrets.Application.KeyRing;

/// <summary>This process, as the other replicas see it in the database.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public sealed class Replica(IReplicaRepository replicas, ILoadedKeyRing ring, IOwnerKeys ownerKeys, TimeProvider time)
{
    private readonly Guid _id = Guid.CreateVersion7();

    /// <summary>False if the last <see cref="NoteAsync"/> failed.</summary>
    public bool IsNoted { get; private set; } = true;

    /// <summary>The time since the active root key was created; null if that is not known.</summary>
    public TimeSpan? RingAge => time.GetUtcNow() - ring.CreatedAt;

    /// <summary>Loads the key ring again if it has changed, notes that this replica runs, and drops idle owner keys.</summary>
    /// <returns>The reason why a changed key ring cannot be used, in which case the loaded one stays; otherwise null.</returns>
    public async Task<string?> FollowAsync(CancellationToken cancellationToken)
    {
        ownerKeys.DropIdle();

        // First the ring: at any time this replica can unwrap with the keys that the database lists for it.
        var problem = await ring.ReloadAsync(cancellationToken);
        await NoteAsync();
        return problem;
    }

    /// <summary>Notes in the database that this replica runs, and its root keys.</summary>
    public async Task NoteAsync()
    {
        var isNoted = false;
        var keys = ring.Keys;
        try
        {
            await replicas.NoteAsync(
                _id,
                $"{Environment.MachineName}:{Environment.ProcessId}",
                keys.Ids.Where(id => id != keys.ActiveId).Prepend(keys.ActiveId),
                time.Microseconds()
            );
            isNoted = true;
        }
        finally
        {
            IsNoted = isNoted;
        }
    }

    /// <summary>Notes in the database that this replica no longer runs.</summary>
    public Task LeaveAsync() => replicas.RemoveAsync(_id);
}
