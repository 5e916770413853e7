using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>Removes audit events after their retention, a block at a time.</summary>
public sealed class AuditRetention(IAuditChainRepository chain, IChainedEventRepository events, IAuditSigner signer)
{
    private const int MaxBlocks = 10;

    /// <summary>Removes the blocks that were created until a time, together with their events, unless another replica does.</summary>
    /// <param name="createdUntil">Microseconds since 1970.</param>
    /// <returns>The number of removed events.</returns>
    /// <exception cref="StorageUnavailableException">The database is unavailable.</exception>
    public async Task<int> RemoveAsync(long createdUntil, CancellationToken cancellationToken)
    {
        var total = 0;
        while (await chain.AcquireLeaseAsync())
        {
            // The last block stays: the next one is chained to it. So do all blocks after one that stays, whatever their times.
            var blocks = await chain.ListAsync(after: long.MinValue, MaxBlocks + 1, cancellationToken);
            if (blocks.SkipLast(1).TakeWhile(block => block.CreatedAt <= createdUntil).LastOrDefault() is not { } end)
            {
                break;
            }

            var latest = await events.FindLatestTimeAsync(end.LastPosition, cancellationToken) ?? end.CreatedAt;
            var removed = StoredCheckpoint.Of(StoredCheckpoint.Removed, end, Math.Max(end.CreatedAt, latest));
            total += await chain.RemoveAsync(signer.Sign(removed));
        }

        return total;
    }
}
