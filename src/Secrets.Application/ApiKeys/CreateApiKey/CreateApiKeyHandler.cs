using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Owners;
using Secrets.Application.Validation;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;

namespace Secrets.Application.ApiKeys.CreateApiKey;

internal sealed class CreateApiKeyHandler(
    OwnerResolver owner,
    IApiKeyRepository repository,
    IApiKeyHasher hasher,
    OwnerQuotas quotas,
    AuditTrail audit,
    TimeProvider time
) : IRequestHandler<CreateApiKeyCommand, CreatedApiKey>
{
    public async Task<CreatedApiKey> Handle(CreateApiKeyCommand request, CancellationToken cancellationToken)
    {
        var scopes = request.Scopes.Required.Select(scope => scope.Required).Distinct(StringComparer.Ordinal).ToList();
        var restrictions = request.Restrictions.ToRestrictions(ApiKeyRestrictions.None);
        if (!request.Caller.Rights.CanGrant(scopes, restrictions))
        {
            throw new ForbiddenException();
        }

        var ownerId = await owner.GetOrCreateAsync(request.Caller, request.Owner.Value, cancellationToken);
        using var room = await quotas.ReserveApiKeyAsync(ownerId);
        var token = ApiKeyToken.Generate();
        long? expiresAt = request.ExpiresAt.Value is { } text ? Clock.Microseconds(Rfc3339.Parse(text)) : null;
        var (hash, now) = (hasher.HashOf(token), time.Microseconds());
        var key = hasher.Sign(ApiKey.Create(ownerId, request.Name.Required, scopes, hash, now, expiresAt, restrictions));
        var caller = request.Caller with { OwnerId = ownerId };
        await repository.CreateAsync(key, audit.EventOf(caller, AuditActions.CreateApiKey, subjectKeyId: key.Id));
        room.Keep();
        return new CreatedApiKey(key, token);
    }
}
