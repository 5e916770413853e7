using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>Exports checkpoints of the audit chain, and compares the database with them.</summary>
public sealed class AuditCheckpoints(IAuditChainRepository chain, IAuditSigner signer)
{
    public AuditCheckpoint Of(AuditBlock block) =>
        new(signer.InstallationId, block.Number, Convert.ToHexStringLower(block.Mac), Clock.Time(block.CreatedAt));

    /// <summary>Returns the checkpoint of the last block, or null without a block.</summary>
    public async Task<AuditCheckpoint?> FindLastAsync(CancellationToken cancellationToken) =>
        await chain.FindLastAsync(cancellationToken) is { Number: > 0 } last ? Of(last) : null;

    /// <summary>Returns true if the checkpoint's block is one of this chain, or was removed after its retention.</summary>
    public async Task<bool> HasAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        if (checkpoint.Installation != signer.InstallationId)
        {
            return false;
        }

        if (await chain.FindAsync(checkpoint.Block, cancellationToken) is { } block)
        {
            return checkpoint.Matches(block);
        }

        return await chain.FindCheckpointAsync(StoredCheckpoint.Removed, cancellationToken) is { } removed
            && signer.IsSigned(removed)
            && (removed.BlockNumber > checkpoint.Block || checkpoint.Matches(removed.Block));
    }
}
