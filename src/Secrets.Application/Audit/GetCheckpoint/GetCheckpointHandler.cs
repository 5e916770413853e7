using MediatR;

namespace Secrets.Application.Audit.GetCheckpoint;

internal sealed class GetCheckpointHandler(AuditChainWriter writer, AuditCheckpoints checkpoints)
    : IRequestHandler<GetCheckpointQuery, AuditCheckpoint?>
{
    public async Task<AuditCheckpoint?> Handle(GetCheckpointQuery request, CancellationToken cancellationToken)
    {
        await writer.ExtendAsync(cancellationToken);
        return await checkpoints.FindLastAsync(cancellationToken);
    }
}
