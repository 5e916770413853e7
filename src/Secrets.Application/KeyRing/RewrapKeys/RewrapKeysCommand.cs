using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Application.KeyRing.RewrapKeys;

/// <summary>Wraps every key anew that is not wrapped under the active key. For the operator of the service only.</summary>
public sealed record RewrapKeysCommand(IProgress<WorkProgress> Progress) : IRequest<RewrapKeysOutcome>;

internal sealed class RewrapKeysHandler(IKeyRingRotation rotation, AuditTrail audit) : IRequestHandler<RewrapKeysCommand, RewrapKeysOutcome>
{
    public async Task<RewrapKeysOutcome> Handle(RewrapKeysCommand request, CancellationToken cancellationToken)
    {
        var outcome = await rotation.RewrapAsync(request.Progress, cancellationToken);
        if (outcome.OwnerKeys + outcome.SystemKeys is > 0 and var count)
        {
            await audit.AppendAsync(Caller.Operator, AuditActions.RewrapKeys, count: count);
        }

        return outcome;
    }
}
