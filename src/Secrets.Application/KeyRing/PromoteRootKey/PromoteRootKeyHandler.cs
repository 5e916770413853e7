using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;
using Secrets.Domain.KeyRing;

namespace Secrets.Application.KeyRing.PromoteRootKey;

internal sealed class PromoteRootKeyHandler(IKeyRingChanges changes, AuditTrail audit)
    : IRequestHandler<PromoteRootKeyCommand, RootKeyPromotion>
{
    public Task<RootKeyPromotion> Handle(PromoteRootKeyCommand request, CancellationToken cancellationToken) =>
        changes.RunAsync(
            async change =>
            {
                var promotion = change.Keys.Promote(request.Id, await change.ListRunningReplicasAsync());
                if (promotion is { IsAllowed: true, IsActive: false, Id: { } id })
                {
                    await change.AppendAsync(audit.EventOf(AuditActions.PromoteRootKey, id));
                    change.Promote(id);
                }

                return promotion;
            },
            cancellationToken
        );
}
