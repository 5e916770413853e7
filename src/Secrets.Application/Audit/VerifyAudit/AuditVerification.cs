using Secrets.Domain.Audit;

namespace Secrets.Application.Audit.VerifyAudit;

/// <summary>One verification of the audit chain, the events in it and after it, and the secrets that they must explain.</summary>
internal sealed class AuditVerification(
    IAuditChainRepository chain,
    IChainedEventRepository events,
    IAuditedSecretRepository secrets,
    IAuditSigner signer,
    IProgress<WorkProgress>? progress
)
{
    private const int EventPageSize = 20_000;
    private const int BlockPageSize = 20;

    private readonly SecretComparison _secrets = new(secrets, events);
    private readonly EventVerification _events = new(signer);
    private readonly PendingEvents _pending = new(chain);
    private readonly List<string> _warnings = [];
    private ChainWalk _walk = new(removed: null, head: null);

    /// <param name="removed">The checkpoint of the last block that was removed; null if no block was removed.</param>
    public async Task<AuditReport> RunAsync(AuditCheckpoint? checkpoint, StoredCheckpoint? removed, CancellationToken cancellationToken)
    {
        string? fault = null;
        try
        {
            await VerifyAsync(checkpoint, removed, cancellationToken);
        }
        catch (AuditFaultException e)
        {
            fault = e.Message;
        }

        return new AuditReport(fault, _walk.Count, _events.Count, _pending.Count, _secrets.Values)
        {
            Checkpoint = checkpoint?.Block,
            Warnings = _warnings.Count == 0 ? Array.Empty<string>() : [.. _warnings],
        };
    }

    private async Task VerifyAsync(AuditCheckpoint? checkpoint, StoredCheckpoint? removed, CancellationToken cancellationToken)
    {
        // The head and the secrets are read first: whatever is written after that can only be more than they demand.
        var head = await FindHeadAsync(cancellationToken);
        Demand(IsSigned(removed) && IsSigned(head), "a checkpoint in the database was edited");
        Demand(checkpoint is null || checkpoint.Installation == signer.InstallationId, "the checkpoint is of another installation");
        await _secrets.ReadAsync(removed?.At, cancellationToken);
        _walk = new ChainWalk(removed, head);
        var isFound = await VerifyBlocksAsync(checkpoint, head?.BlockNumber - (removed?.BlockNumber ?? 0), cancellationToken);
        Demand(_walk.Complete());

        // The first block may have been added since the head was read.
        Demand(
            _walk.Last.Number == 0 || (head ?? await FindHeadAsync(cancellationToken)) is not null,
            "the checkpoint of the last block is missing"
        );
        Demand(
            isFound,
            $"the database is older than the checkpoint, or another one: block {checkpoint?.Block} is not the one that was exported"
        );
        await VerifyPendingAsync(cancellationToken);
        AddWarning(_events.FindLoss(checkpoint));
        Demand(await _secrets.FindFaultAsync(cancellationToken));
    }

    /// <param name="total">The number of blocks when the verification began; null if it is not known.</param>
    /// <returns>True if the chain has the block of the checkpoint.</returns>
    private async Task<bool> VerifyBlocksAsync(AuditCheckpoint? checkpoint, long? total, CancellationToken cancellationToken)
    {
        var isFound = checkpoint is null || checkpoint.Block < _walk.Last.Number || checkpoint.Matches(_walk.Last);
        var early = await events.ListAsync(long.MinValue, _walk.Last.LastPosition, limit: 1, cancellationToken);
        Demand(early is [] ? null : new AuditFault($"event {early[0].Id} was inserted before the first block"));
        while (await chain.ListAsync(_walk.Last.Number, BlockPageSize, cancellationToken) is [_, ..] blocks)
        {
            foreach (var block in blocks)
            {
                var previous = _walk.Last;
                Demand(_walk.Add(block, signer.IsSigned(block, previous)));
                await VerifyEventsAsync(block, previous, cancellationToken);
                isFound = isFound || checkpoint!.Matches(block);
                progress?.Report(new WorkProgress(_walk.Count, total));
            }
        }

        return isFound;
    }

    private async Task VerifyEventsAsync(AuditBlock block, AuditBlock previous, CancellationToken cancellationToken)
    {
        using var comparison = new BlockComparison(block);
        var position = previous.LastPosition;
        while (await events.ListAsync(position, block.LastPosition, EventPageSize, cancellationToken) is [.., var last] page)
        {
            foreach (var read in page)
            {
                if (comparison.Add(read) is { } fault)
                {
                    throw await ExplainAsync(fault, cancellationToken);
                }

                _events.Verify(read, block.Number);
                _secrets.Add(read);
            }

            position = last.Position;
        }

        if (comparison.Complete() is { } incomplete)
        {
            throw await ExplainAsync(incomplete, cancellationToken);
        }
    }

    private async Task VerifyPendingAsync(CancellationToken cancellationToken)
    {
        var position = _walk.Last.LastPosition;
        while (await events.ListAsync(position, long.MaxValue, EventPageSize, cancellationToken) is [.., var last] page)
        {
            foreach (var read in page)
            {
                _events.Verify(read, block: long.MaxValue);
                _secrets.Add(read);
                _pending.Add(read);
            }

            position = last.Position;
        }

        AddWarning(await _pending.FindWarningAsync(_walk.Last, cancellationToken));
    }

    private void AddWarning(string? warning)
    {
        if (warning is not null)
        {
            _warnings.Add(warning);
        }
    }

    private Task<StoredCheckpoint?> FindHeadAsync(CancellationToken cancellationToken) =>
        chain.FindCheckpointAsync(StoredCheckpoint.Head, cancellationToken);

    private bool IsSigned(StoredCheckpoint? checkpoint) => checkpoint is null || signer.IsSigned(checkpoint);

    private async Task<AuditFaultException> ExplainAsync(AuditFault fault, CancellationToken cancellationToken) =>
        new(
            fault.MissingEvent is { } id && await events.HasAsync(id, cancellationToken)
                ? $"event {id} was moved to another place"
                : fault.Text
        );

    private static void Demand(AuditFault? fault) => Demand(fault is null, fault?.Text ?? "");

    private static void Demand(bool isSo, string fault) => AuditFaultException.ThrowUnless(isSo, fault);
}
