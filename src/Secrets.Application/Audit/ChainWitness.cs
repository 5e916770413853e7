using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>
/// Remembers the last block that this process has seen: the database alone cannot show that its newest events and blocks were removed.
/// </summary>
public sealed class ChainWitness(IAuditChainRepository chain, AuditCheckpoints checkpoints, AuditTrail audit)
{
    private AuditBlock? _last;

    /// <summary>The last block that this process has seen and that no failover to a standby loses; null if it has seen no block.</summary>
    public AuditCheckpoint? Checkpoint => _last is null ? null : checkpoints.Of(_last);

    /// <summary>The number of the last block that this process has seen and that is gone; null if no block is gone.</summary>
    public long? LostBlock { get; private set; }

    /// <summary>Notes a block that this process has stored.</summary>
    public void NoteStored(AuditBlock block) => _last = block;

    /// <summary>Notes the last block that was read, and writes an event if the one before it is gone.</summary>
    public async Task NoteReadAsync(AuditBlock last, CancellationToken cancellationToken)
    {
        if (_last is { } seen ? seen.Number == last.Number && seen.Mac.AsSpan().SequenceEqual(last.Mac) : last.Number == 0)
        {
            return;
        }

        if (_last is { } lost && !await checkpoints.HasAsync(checkpoints.Of(lost), cancellationToken))
        {
            await audit.AppendAsync(Caller.Operator, AuditActions.LoseBlock, version: lost.Number, result: AuditResults.Failed);
            LostBlock = lost.Number;
            _last = last.Number == 0 ? null : last;
            return;
        }

        // A block can be read while its commit waits for a standby, which may be promoted without it.
        await chain.WaitForDurabilityAsync();

        // While it waited, this process may have stored a later block.
        if (last.Number > (_last?.Number ?? 0))
        {
            _last = last;
        }
    }
}
