using System.Diagnostics;
using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>
/// Extends the audit chain: each block covers a run of events and the block before it, so that no event older than a few seconds can be
/// changed, removed, added or moved without a trace. Of several replicas one does it at a time.
/// </summary>
public sealed class AuditChainWriter(
    IAuditChainRepository chain,
    IChainedEventRepository events,
    IAuditSigner signer,
    ChainWitness witness,
    TimeProvider time
)
{
    /// <summary>After this time any replica extends the chain: whoever can write the database can keep the lease.</summary>
    private static readonly TimeSpan LeaseTimeout = TimeSpan.FromSeconds(30);

    // A position that was settled at some time: once the chain reaches it, no event from before that time waits.
    private (long Position, long ReadAt) _awaited;
    private long _coveredUntil;
    private long _startedAt;

    /// <summary>The age above which every event, whoever wrote it, is in a block; null if that is not known yet.</summary>
    public TimeSpan? Lag => Volatile.Read(ref _coveredUntil) is > 0 and var until ? time.GetElapsedTime(until) : null;

    /// <summary><see cref="Lag"/> or, while that is not known, the time since the first <see cref="ExtendAsync"/>.</summary>
    public TimeSpan Wait =>
        Lag ?? (Volatile.Read(ref _startedAt) is > 0 and var startedAt ? time.GetElapsedTime(startedAt) : TimeSpan.Zero);

    /// <summary>Adds blocks over the settled events, unless another replica does. It is meant to be called once a second.</summary>
    /// <returns>The number of events that were covered.</returns>
    /// <exception cref="StorageUnavailableException">The database is unavailable.</exception>
    public async Task<int> ExtendAsync(CancellationToken cancellationToken)
    {
        _ = Interlocked.CompareExchange(ref _startedAt, Stopwatch.GetTimestamp(), 0);
        var settled = await events.FindSettledPositionAsync(cancellationToken);
        var last = await chain.FindLastAsync(cancellationToken);
        await witness.NoteReadAsync(last, cancellationToken);
        if (settled.Position <= last.LastPosition || await ListAsync(last, settled.Position, limit: 1, cancellationToken) is [])
        {
            NoteCovered(settled, settled);
            return 0;
        }

        if (last.LastPosition >= _awaited.Position)
        {
            // This replica or another has come that far.
            NoteCovered(_awaited, settled);
        }

        return await MayExtendAsync() ? await AddBlocksAsync(settled, cancellationToken) : 0;
    }

    private async Task<int> AddBlocksAsync((long Position, long ReadAt) settled, CancellationToken cancellationToken)
    {
        var last = await chain.FindLastAsync(cancellationToken);
        var now = await chain.ReadTimeAsync(cancellationToken);
        var total = 0;
        int count;
        do
        {
            var run = await ListAsync(last, settled.Position, AuditBlock.MaxEvents, cancellationToken);
            count = run.Count;
            if (count > 0)
            {
                var block = signer.Sign(last.Next(run, now), last);
                if (!await chain.AddAsync(block, signer.Sign(StoredCheckpoint.Of(StoredCheckpoint.Head, block, block.CreatedAt))))
                {
                    // The lease ran out, and another replica has extended the chain.
                    return total;
                }

                witness.NoteStored(block);
                last = block;
                total += count;
            }
        } while (count == AuditBlock.MaxEvents && await MayExtendAsync());

        if (count < AuditBlock.MaxEvents)
        {
            NoteCovered(settled, settled);
        }

        return total;
    }

    private async Task<bool> MayExtendAsync() => await chain.AcquireLeaseAsync() || Wait > LeaseTimeout;

    private Task<IReadOnlyList<ChainedEvent>> ListAsync(AuditBlock last, long until, int limit, CancellationToken cancellationToken) =>
        events.ListChainedAsync(last.LastPosition, until, limit, cancellationToken);

    private void NoteCovered((long Position, long ReadAt) until, (long Position, long ReadAt) next)
    {
        Volatile.Write(ref _coveredUntil, until.ReadAt);
        _awaited = next;
    }
}
