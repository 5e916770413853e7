using MediatR;

namespace Secrets.Application.Audit.GetCheckpoint;

/// <summary>The last seal, after all that can be sealed now is; null while there is none.</summary>
public sealed record GetCheckpointQuery : IRequest<AuditCheckpoint?>;

internal sealed class GetCheckpointHandler(IAuditSeals seals) : IRequestHandler<GetCheckpointQuery, AuditCheckpoint?>
{
    public async Task<AuditCheckpoint?> Handle(GetCheckpointQuery request, CancellationToken cancellationToken)
    {
        await seals.SealAsync(cancellationToken);
        return await seals.FindLastAsync(cancellationToken);
    }
}
