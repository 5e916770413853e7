using System.Diagnostics;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Application.Tests.Audit;

/// <summary>Events, blocks and checkpoints in memory.</summary>
internal sealed class InMemoryAuditLog : IAuditEventRepository, IChainedEventRepository, IAuditChainRepository
{
    public List<AuditEvent> Events { get; } = [];

    public List<AuditBlock> Blocks { get; private set; } = [];

    public Dictionary<string, StoredCheckpoint> Checkpoints { get; } = [];

    public bool HasLease { get; set; } = true;

    public long Now { get; set; }

    public Task AppendAsync(IReadOnlyList<AuditEvent> events)
    {
        Events.AddRange(events.Select(e => e with { Position = Events.Count + 1 }));
        return Task.CompletedTask;
    }

    public Task<bool> AppendAsync(IReadOnlyList<AuditEvent> events, LimitedUse use) => throw new NotSupportedException();

    public Task<IReadOnlyList<ListedEvent>> ListAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<(long Position, long ReadAt)> FindSettledPositionAsync(CancellationToken cancellationToken) =>
        Task.FromResult((LastPosition, Stopwatch.GetTimestamp()));

    public Task<long> FindLastPositionAsync(CancellationToken cancellationToken) => Task.FromResult(LastPosition);

    public Task<long?> FindLatestTimeAsync(long until, CancellationToken cancellationToken) =>
        Task.FromResult(Events.Where(e => e.Position <= until).Max(e => (long?)e.At));

    public Task<bool> HasAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Events.Exists(e => e.Id == id));

    public Task<IReadOnlyList<AuditEvent>> ListAsync(long after, long until, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AuditEvent>>([.. Run(after, until, limit)]);

    public Task<IReadOnlyList<ChainedEvent>> ListChainedAsync(long after, long until, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ChainedEvent>>([
            .. Run(after, until, limit).Select(e => new ChainedEvent(e.OwnerId, e.Id, e.Position, e.Mac)),
        ]);

    public Task<AuditBlock> FindLastAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Blocks is [.., var last] ? last : AuditBlock.Origin);

    public Task<AuditBlock?> FindAsync(long number, CancellationToken cancellationToken) =>
        Task.FromResult(Blocks.Find(block => block.Number == number));

    public Task<IReadOnlyList<AuditBlock>> ListAsync(long after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AuditBlock>>([.. Blocks.Where(block => block.Number > after).Take(limit)]);

    public Task<StoredCheckpoint?> FindCheckpointAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(Checkpoints.GetValueOrDefault(name));

    public Task<bool> AddAsync(AuditBlock block, StoredCheckpoint head)
    {
        if (Blocks.Exists(other => other.Number == block.Number))
        {
            return Task.FromResult(false);
        }

        Blocks.Add(block);
        Checkpoints[head.Name] = head;
        return Task.FromResult(true);
    }

    public Task<int> RemoveAsync(StoredCheckpoint removed)
    {
        Checkpoints[removed.Name] = removed;
        Blocks = Blocks.FindAll(block => block.Number > removed.BlockNumber);
        return Task.FromResult(Events.RemoveAll(e => e.Position <= removed.LastPosition));
    }

    public Task<bool> AcquireLeaseAsync() => Task.FromResult(HasLease);

    public Task WaitForDurabilityAsync() => Task.CompletedTask;

    public Task<long> ReadTimeAsync(CancellationToken cancellationToken) => Task.FromResult(Now);

    public Task<bool> IsServiceRunningAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    private long LastPosition => Events is [.., var last] ? last.Position : 0;

    private IEnumerable<AuditEvent> Run(long after, long until, int limit) =>
        Events.Where(e => e.Position > after && e.Position <= until).OrderBy(e => e.Position).Take(limit);
}
