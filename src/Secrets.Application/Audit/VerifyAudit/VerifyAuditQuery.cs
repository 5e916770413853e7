using MediatR;

namespace Secrets.Application.Audit.VerifyAudit;

/// <summary>
/// Verifies all blocks, all events and the secrets that they must explain, up to the first fault. For the operator of the service only.
/// </summary>
/// <param name="Checkpoint">A block that the database must have, or have had; null if none is known.</param>
public sealed record VerifyAuditQuery(AuditCheckpoint? Checkpoint) : IRequest<AuditReport>
{
    /// <summary>Takes the number of blocks that are verified; null to report nothing.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }
}
