using MediatR;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Application.Owners.ShredOwner;

internal sealed class ShredOwnerHandler(
    IOwnerRepository owners,
    IOwnerKeyRepository keys,
    IOwnerKeys ownerKeys,
    IApiKeyRepository apiKeys,
    IApiKeyHasher hasher,
    AuditTrail audit,
    TimeProvider time
) : IRequestHandler<ShredOwnerCommand, ShredOwnerOutcome?>
{
    public async Task<ShredOwnerOutcome?> Handle(ShredOwnerCommand request, CancellationToken cancellationToken)
    {
        if (await owners.FindAsync(request.Owner, cancellationToken) is not { } owner)
        {
            return null;
        }

        if (!owner.CanBeShredded)
        {
            throw new RefusedException($"The owner {owner.Name} cannot be shredded: the installation needs it.");
        }

        var caller = Caller.Operator with { OwnerId = owner.Id };
        var destroyed = await keys.ShredAsync(owner.Id, audit.EventOf(caller, AuditActions.ShredOwner), cancellationToken);
        ownerKeys.Invalidate(owner.Id);

        // None of the owner's API keys is valid any longer, whatever its row says. The rows are changed for those who read them.
        var revoked = 0;
        foreach (var key in await apiKeys.ListAsync(owner.Id, cancellationToken))
        {
            if (
                key.RevokedAt is null
                && hasher.IsSigned(key)
                && await apiKeys.ChangeAsync(
                    key,
                    hasher.Sign(key.Revoke(time.Microseconds())),
                    audit.EventOf(caller, AuditActions.RevokeApiKey, subjectKeyId: key.Id)
                )
            )
            {
                revoked++;
            }
        }

        return new ShredOwnerOutcome(destroyed, revoked);
    }
}
