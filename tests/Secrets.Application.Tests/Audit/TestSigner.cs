using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Application.Tests.Audit;

/// <summary>Signs with ids and block numbers, so that tests can forge signatures.</summary>
internal sealed class TestSigner : IAuditSigner
{
    public Guid InstallationId { get; } = Guid.NewGuid();

    public AuditEvent Sign(AuditEvent auditEvent) => auditEvent with { Mac = auditEvent.Id.ToByteArray() };

    public bool IsSigned(AuditEvent auditEvent) => auditEvent.Mac.SequenceEqual(auditEvent.Id.ToByteArray());

    public AuditBlock Sign(AuditBlock block, AuditBlock previous) => block with { Mac = [(byte)block.Number, previous.Mac[0]] };

    public bool IsSigned(AuditBlock block, AuditBlock previous) => block.Mac.SequenceEqual(Sign(block, previous).Mac);

    public StoredCheckpoint Sign(StoredCheckpoint checkpoint) => checkpoint with { Mac = [(byte)checkpoint.BlockNumber] };

    public bool IsSigned(StoredCheckpoint checkpoint) => checkpoint.Mac.SequenceEqual(Sign(checkpoint).Mac);
}
