using Dapper;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Persists the blocks and checkpoints of the audit chain.</summary>
internal sealed class AuditChainRepository(IDatabase database, TimeProvider time) : IAuditChainRepository
{
    private const string SelectBlocks = """
        SELECT number AS Number, last_position AS LastPosition, event_ids AS EventIds, digest AS Digest, created_at AS CreatedAt, mac AS Mac
        FROM audit_blocks
        """;

    // The primary key refuses a second block of the same number.
    private const string InsertBlock = """
        INSERT INTO audit_blocks (number, last_position, event_ids, digest, created_at, mac)
        VALUES (@Number, @LastPosition, @EventIds, @Digest, @CreatedAt, @Mac)
        """;

    private const string SelectCheckpoint = """
        SELECT name AS Name, block_number AS BlockNumber, last_position AS LastPosition, at AS At, block_mac AS BlockMac, mac AS Mac
        FROM audit_checkpoints WHERE name = @name
        """;

    // A checkpoint never goes back: a checkpoint ahead of the last block shows that blocks are missing.
    private const string WriteCheckpoint = """
        INSERT INTO audit_checkpoints (name, block_number, last_position, at, block_mac, mac)
        VALUES (@Name, @BlockNumber, @LastPosition, @At, @BlockMac, @Mac)
        ON CONFLICT (name) DO UPDATE
        SET block_number = @BlockNumber, last_position = @LastPosition, at = @At, block_mac = @BlockMac, mac = @Mac
        WHERE audit_checkpoints.block_number < @BlockNumber
        """;

    private readonly Lease _lease = new(database, "audit sealer", time);

    public async Task<AuditBlock> FindLastAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<AuditBlock>($"{SelectBlocks} ORDER BY number DESC LIMIT 1", new { }, cancellationToken)).SingleOrDefault(
            AuditBlock.Origin
        );

    public async Task<AuditBlock?> FindAsync(long number, CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<AuditBlock>($"{SelectBlocks} WHERE number = @number", new { number }, cancellationToken)
        ).SingleOrDefault();

    public Task<IReadOnlyList<AuditBlock>> ListAsync(long after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync<AuditBlock>(
            $"{SelectBlocks} WHERE number > @after ORDER BY number LIMIT @limit",
            new { after, limit },
            cancellationToken
        );

    public async Task<StoredCheckpoint?> FindCheckpointAsync(string name, CancellationToken cancellationToken) =>
        (await database.QueryAsync<StoredCheckpoint>(SelectCheckpoint, new { name }, cancellationToken)).SingleOrDefault();

    public async Task<bool> AddAsync(AuditBlock block, StoredCheckpoint head)
    {
        try
        {
            return await database.TransactAsync(async connection =>
            {
                await connection.ExecuteAsync(InsertBlock, block);
                await connection.ExecuteAsync(WriteCheckpoint, head);
                return true;
            });
        }
        catch (UniqueViolationException)
        {
            return false;
        }
    }

    public Task<int> RemoveAsync(StoredCheckpoint removed) =>
        database.TransactAsync(async connection =>
        {
            await connection.ExecuteAsync(WriteCheckpoint, removed);
            await connection.ExecuteAsync("DELETE FROM audit_blocks WHERE number <= @BlockNumber", removed);
            return await connection.ExecuteAsync("DELETE FROM audit_events WHERE position <= @LastPosition", removed);
        });

    public Task<bool> AcquireLeaseAsync() => _lease.AcquireAsync();

    // A write is acknowledged after every write that was visible before it.
    public Task WaitForDurabilityAsync() => database.WriteAsync("UPDATE database_clock SET seen_at = seen_at", new { });

    public async Task<long> ReadTimeAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<long>($"SELECT {database.Now}", new { }, cancellationToken))[0];

    public async Task<bool> IsServiceRunningAsync(CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<Guid>(
                $"SELECT id FROM replicas WHERE {ReplicaRepository.IsRunning(database)} LIMIT 1",
                new { },
                cancellationToken
            )
        )
            is [_];
}
