using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain;

namespace Secrets.Application.ApiKeys.RevokeApiKey;

internal sealed class RevokeApiKeyHandler(
    OwnerResolver owner,
    IApiKeyRepository repository,
    IApiKeyHasher hasher,
    ApiKeyAuthenticator authenticator,
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

        while (await repository.FindAsync(ownerId, request.Id, cancellationToken) is { } key && hasher.IsSigned(key))
        {
            if (
                key.RevokedAt is not null
                || await repository.ChangeAsync(key, hasher.Sign(key with { RevokedAt = time.Microseconds() }), EventOf(key))
            )
            {
                authenticator.InvalidateKeysOf(ownerId);
                return true;
            }
        }

        return false;

        AuditEvent EventOf(StoredApiKey key) =>
            audit.EventOf(request.Caller with { OwnerId = ownerId }, AuditActions.RevokeApiKey, subjectKeyId: key.Id);
    }
}
