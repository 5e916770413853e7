using MediatR;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;

namespace Secrets.Application.Owners.ShredOwner;

/// <summary>
/// Destroys an owner's keys, so that nothing opens its values any more, and revokes its API keys. Responses null where there is no
/// such owner. For the operator of the service only.
/// </summary>
public sealed record ShredOwnerCommand(string Owner) : IRequest<ShredOwnerOutcome?>;

/// <param name="Keys">Its keys.</param>
/// <param name="ApiKeys">How many API keys were revoked.</param>
public sealed record ShredOwnerOutcome(DestroyedKeys Keys, int ApiKeys);

internal sealed class ShredOwnerHandler(
    IOwnerRepository owners,
    IOwnerKeyRotation rotation,
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

        if (owner.Id == Owner.Default.Id)
        {
            throw new RefusedException($"The owner {owner.Name} cannot be shredded: the installation needs it.");
        }

        // From here on none of its API keys is valid, whatever their rows say; the rows are changed for those who read them.
        var keys = await rotation.DestroyAsync(owner.Id, cancellationToken);
        var revoked = 0;
        foreach (var key in await apiKeys.ListAsync(owner.Id, cancellationToken))
        {
            if (
                key.RevokedAt is null
                && hasher.IsSigned(key)
                && await apiKeys.ChangeAsync(key, hasher.Sign(key.Revoke(time.Microseconds())), EventOf(key))
            )
            {
                revoked++;
            }
        }

        return new ShredOwnerOutcome(keys, revoked);

        AuditEvent EventOf(ApiKey key) =>
            audit.EventOf(Caller.Operator with { OwnerId = owner.Id }, AuditActions.RevokeApiKey, subjectKeyId: key.Id);
    }
}
