using MediatR;

namespace Secrets.Application.Audit.GetCheckpoint;

/// <summary>Extends the audit chain over all settled events, and returns a checkpoint of its last block, or null without a block.</summary>
public sealed record GetCheckpointQuery : IRequest<AuditCheckpoint?>;
