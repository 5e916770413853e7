using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>Persists the blocks and checkpoints of the audit chain.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IAuditChainRepository
{
    /// <summary>Returns the last block, or <see cref="AuditBlock.Origin"/> before the first.</summary>
    Task<AuditBlock> FindLastAsync(CancellationToken cancellationToken);

    Task<AuditBlock?> FindAsync(long number, CancellationToken cancellationToken);

    /// <summary>Returns blocks in their order.</summary>
    /// <param name="after">A number, exclusive.</param>
    Task<IReadOnlyList<AuditBlock>> ListAsync(long after, int limit, CancellationToken cancellationToken);

    Task<StoredCheckpoint?> FindCheckpointAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stores a block and its checkpoint, unless there is a block of that number.</summary>
    Task<bool> AddAsync(AuditBlock block, StoredCheckpoint head);

    /// <summary>Removes the blocks and events up to a checkpoint, and stores that.</summary>
    /// <returns>The number of removed events.</returns>
    Task<int> RemoveAsync(StoredCheckpoint removed);

    /// <summary>Returns true if no other replica may extend or shorten the chain now.</summary>
    Task<bool> AcquireLeaseAsync();

    /// <summary>Waits until all that was read before is durable, also on a standby.</summary>
    Task WaitForDurabilityAsync();

    /// <summary>Returns the time by the database's clock, in microseconds since 1970.</summary>
    Task<long> ReadTimeAsync(CancellationToken cancellationToken);

    /// <summary>Returns true if a service runs on this database.</summary>
    Task<bool> IsServiceRunningAsync(CancellationToken cancellationToken);
}
