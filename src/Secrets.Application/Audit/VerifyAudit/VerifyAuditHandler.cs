using MediatR;
using Secrets.Domain.Audit;

namespace Secrets.Application.Audit.VerifyAudit;

internal sealed class VerifyAuditHandler(
    IAuditChainRepository chain,
    IChainedEventRepository events,
    IAuditedSecretRepository secrets,
    IAuditSigner signer
) : IRequestHandler<VerifyAuditQuery, AuditReport>
{
    public async Task<AuditReport> Handle(VerifyAuditQuery request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = await FindRemovedAsync(cancellationToken);
            var report = await new AuditVerification(chain, events, secrets, signer, request.Progress).RunAsync(
                request.Checkpoint,
                before,
                cancellationToken
            );

            // Blocks that a service removes during the verification look like a fault.
            if (report.Fault is null || (await FindRemovedAsync(cancellationToken))?.BlockNumber == before?.BlockNumber)
            {
                return report;
            }
        }
    }

    private Task<StoredCheckpoint?> FindRemovedAsync(CancellationToken cancellationToken) =>
        chain.FindCheckpointAsync(StoredCheckpoint.Removed, cancellationToken);
}
