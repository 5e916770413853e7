using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Application.Audit.VerifyAudit;

/// <summary>Verifies events one by one, and remembers the last one that tells of a lost block.</summary>
internal sealed class EventVerification(IAuditSigner signer)
{
    private (AuditEvent Event, long Block)? _loss;

    public long Count { get; private set; }

    /// <param name="block">The number of the event's block; the largest number if it is in no block yet.</param>
    /// <exception cref="AuditFaultException">The event is not as it was signed.</exception>
    public void Verify(AuditEvent read, long block)
    {
        if (!signer.IsSigned(read))
        {
            throw new AuditFaultException($"event {read.Id} of owner {read.OwnerId} was edited or forged");
        }

        Count++;
        if (string.Equals(read.Action, AuditActions.LoseBlock, StringComparison.Ordinal))
        {
            _loss = (read, block);
        }
    }

    /// <summary>Returns a warning of a lost block, or null.</summary>
    /// <exception cref="AuditFaultException">A block was lost since the checkpoint was made.</exception>
    public string? FindLoss(AuditCheckpoint? checkpoint)
    {
        if (_loss is not var (loss, block))
        {
            return null;
        }

        var text =
            $"a service noted at {Clock.Time(loss.At):u}, in event {loss.Id}, that block {loss.Version} was gone: "
            + "events were removed together with their blocks, or the database was restored to an earlier state";

        // A checkpoint that was made after the loss shows that its owner knows of it.
        AuditFaultException.ThrowUnless(checkpoint?.Block >= block, text);
        return text;
    }
}
