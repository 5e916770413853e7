using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Application.ApiKeys.RevokeApiKey;

internal sealed class RevokeApiKeyHandler(
    OwnerResolver owner,
    IApiKeyRepository repository,
    IApiKeyHasher hasher,
    ApiKeyCache cache,
    AuditTrail audit,
    TimeProvider time
) : IRequestHandler<RevokeApiKeyCommand, bool>
{
    public async Task<bool> Handle(RevokeApiKeyCommand request, CancellationToken cancellationToken)
    {
        if (await owner.FindAsync(request.Caller, request.Owner, cancellationToken) is not { } ownerId)
        {
            return false;
        }

        var caller = request.Caller with { OwnerId = ownerId };
        while (await repository.FindAsync(ownerId, request.Id, cancellationToken) is { } key && hasher.IsSigned(key) && caller.Reaches(key))
        {
            var revoked = hasher.Sign(key.Revoke(time.Microseconds()));
            var noted = audit.EventOf(caller, AuditActions.RevokeApiKey, subjectKeyId: key.Id);
            if (key.RevokedAt is not null || await repository.ChangeAsync(key, revoked, noted))
            {
                cache.Invalidate(ownerId);
                return true;
            }
        }

        return false;
    }
}
