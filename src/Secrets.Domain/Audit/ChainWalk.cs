namespace Secrets.Domain.Audit;

/// <summary>Checks the blocks of the audit chain in order, and finds the first fault.</summary>
/// <param name="removed">The checkpoint that the chain begins after; null if no block was removed.</param>
/// <param name="head">The checkpoint of the last block, read before the blocks; null if there is no checkpoint.</param>
public sealed class ChainWalk(StoredCheckpoint? removed, StoredCheckpoint? head)
{
    public AuditBlock Last { get; private set; } = removed?.Block ?? AuditBlock.Origin;

    public long Count { get; private set; }

    /// <summary>Adds the next block, and returns its fault or null.</summary>
    public AuditFault? Add(AuditBlock block, bool isSigned)
    {
        if (block.Number != Last.Number + 1)
        {
            return new AuditFault($"block {Last.Number + 1} is missing");
        }

        if (!isSigned)
        {
            return new AuditFault($"block {block.Number} was edited");
        }

        if (block.Number == head?.BlockNumber && !head.BlockMac.AsSpan().SequenceEqual(block.Mac))
        {
            return new AuditFault($"block {block.Number} was replaced by another one");
        }

        Last = block;
        Count++;
        return null;
    }

    /// <summary>Returns the fault at the end of the chain, or null.</summary>
    public AuditFault? Complete() =>
        Last.Number < head?.BlockNumber
            ? new AuditFault($"the end was cut off: blocks {Last.Number + 1} to {head.BlockNumber} are missing")
            : null;
}
