using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>Signs events, blocks and checkpoints with secrets that the database does not hold in clear.</summary>
public interface IAuditSigner
{
    Guid InstallationId { get; }

    AuditEvent Sign(AuditEvent auditEvent);

    bool IsSigned(AuditEvent auditEvent);

    AuditBlock Sign(AuditBlock block, AuditBlock previous);

    bool IsSigned(AuditBlock block, AuditBlock previous);

    StoredCheckpoint Sign(StoredCheckpoint checkpoint);

    bool IsSigned(StoredCheckpoint checkpoint);
}
