using Secrets.Application.Audit;
using Secrets.Application.Audit.VerifyAudit;
using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Application.Tests.Audit;

/// <summary>Tests the use cases of the audit chain without a database.</summary>
public sealed class AuditChainTests
{
    private readonly InMemoryAuditLog _log = new();
    private readonly TestSigner _signer = new();
    private readonly AuditTrail _trail;
    private readonly AuditCheckpoints _checkpoints;
    private readonly ChainWitness _witness;
    private readonly AuditChainWriter _writer;

    public AuditChainTests()
    {
        _trail = new AuditTrail(_signer, _log, new OrderedIds(TimeProvider.System), TimeProvider.System);
        _checkpoints = new AuditCheckpoints(_log, _signer);
        _witness = new ChainWitness(_log, _checkpoints, _trail);
        _writer = new AuditChainWriter(_log, _log, _signer, _witness, TimeProvider.System);
    }

    [Fact]
    public async Task A_block_covers_the_events_since_the_last_one()
    {
        await AppendAsync(3);
        await AppendAsync(2);

        Assert.Equal([3, 5], _log.Blocks.Select(block => block.LastPosition));
        Assert.Equal(2, _log.Checkpoints[StoredCheckpoint.Head].BlockNumber);
        Assert.Equal(0, await _writer.ExtendAsync(CancellationToken.None));
        Assert.Equal(new AuditReport(null, 2, 5, 0, 0), await VerifyAsync());
    }

    [Fact]
    public async Task A_replica_without_the_lease_adds_no_block()
    {
        _log.HasLease = false;

        await AppendAsync(1);

        Assert.Empty(_log.Blocks);
        Assert.Null(_writer.Lag);
        Assert.Equal(1, (await VerifyAsync()).Pending);
    }

    [Fact]
    public async Task Retention_keeps_the_last_block_and_a_checkpoint_of_the_removed_ones()
    {
        await AppendAsync(2);
        var first = (await _checkpoints.FindLastAsync(CancellationToken.None))!;
        await AppendAsync(1);

        Assert.Equal(2, await new AuditRetention(_log, _log, _signer).RemoveAsync(long.MaxValue, CancellationToken.None));

        Assert.Equal(2, Assert.Single(_log.Blocks).Number);
        Assert.True(await _checkpoints.HasAsync(first, CancellationToken.None));
        Assert.Equal(new AuditReport(null, 1, 1, 0, 0) { Checkpoint = 1 }, await VerifyAsync(first));
    }

    [Fact]
    public async Task Retention_stops_at_the_first_recent_block_even_if_later_ones_seem_older()
    {
        (_log.Now, var later) = (10, 5);
        await AppendAsync(1);
        _log.Now = later;
        await AppendAsync(1);
        await AppendAsync(1);

        Assert.Equal(0, await new AuditRetention(_log, _log, _signer).RemoveAsync(createdUntil: 7, CancellationToken.None));
    }

    [Fact]
    public async Task A_process_notices_that_a_block_it_has_seen_is_missing()
    {
        await AppendAsync(1);
        var head = _log.Checkpoints[StoredCheckpoint.Head];
        await AppendAsync(1);
        var checkpoint = _witness.Checkpoint!;
        _log.Checkpoints[StoredCheckpoint.Head] = head;
        _log.Blocks.RemoveAt(1);
        _log.Events.RemoveAt(1);

        await _writer.ExtendAsync(CancellationToken.None);

        Assert.Equal(2, _witness.LostBlock);
        Assert.Equal((AuditActions.LoseBlock, 2), (_log.Events[^1].Action, _log.Events[^1].Version));
        Assert.False(await _checkpoints.HasAsync(checkpoint, CancellationToken.None));
        Assert.Contains("that block 2 was gone", (await VerifyAsync()).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_fault_is_reported()
    {
        await AppendAsync(3);
        var moved = _log.Events[1];

        _log.Events[1] = moved with { Result = AuditResults.Failed, Mac = [] };
        Assert.Contains("was edited or forged", (await VerifyAsync()).Fault, StringComparison.Ordinal);
        _log.Events.RemoveAt(1);
        Assert.Equal($"event {moved.Id} was deleted", (await VerifyAsync()).Fault);
        _log.Events.Add(moved with { Position = 9 });
        Assert.Equal($"event {moved.Id} was moved to another place", (await VerifyAsync()).Fault);
        _log.Blocks[0] = _log.Blocks[0] with { Mac = [9, 9] };
        Assert.Equal("block 1 was edited", (await VerifyAsync()).Fault);
        _log.Checkpoints[StoredCheckpoint.Head] = _log.Checkpoints[StoredCheckpoint.Head] with { Mac = [9] };
        Assert.Equal("a checkpoint in the database was edited", (await VerifyAsync()).Fault);
    }

    private async Task AppendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _trail.AppendAsync(Caller.Operator, AuditActions.ListDeletedSecrets);
        }

        await _writer.ExtendAsync(CancellationToken.None);
    }

    private Task<AuditReport> VerifyAsync(AuditCheckpoint? checkpoint = null) =>
        new VerifyAuditHandler(_log, _log, new NoSecrets(), _signer).Handle(new VerifyAuditQuery(checkpoint), CancellationToken.None);

    private sealed class NoSecrets : IAuditedSecretRepository
    {
        public IAsyncEnumerable<AuditedSecret> ListAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<AuditedSecret>();

        public IAsyncEnumerable<AuditedVersion> ListOldVersionsAsync(CancellationToken cancellationToken) =>
            AsyncEnumerable.Empty<AuditedVersion>();

        public Task<SecretRows> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken) =>
            Task.FromResult<SecretRows>(default);

        public Task<IReadOnlyList<AuditEvent>> ListChangesAsync(Guid ownerId, Guid id, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AuditEvent>>([]);
    }
}
