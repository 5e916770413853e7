using MediatR;

namespace Secrets.Application.Audit.VerifyAudit;

/// <summary>Whether the audit log is whole. For the operator of the service only.</summary>
/// <param name="Checkpoint">A seal that the database must have, or be later than.</param>
public sealed record VerifyAuditQuery(AuditCheckpoint? Checkpoint) : IRequest<AuditReport>;

internal sealed class VerifyAuditHandler(IAuditSeals seals) : IRequestHandler<VerifyAuditQuery, AuditReport>
{
    public Task<AuditReport> Handle(VerifyAuditQuery request, CancellationToken cancellationToken) =>
        seals.VerifyAsync(request.Checkpoint, cancellationToken);
}
