using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;
using Secrets.Application.Owners;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;

namespace Secrets.Application.ApiKeys.CreateChildKey;

internal sealed class CreateChildKeyHandler(
    IApiKeyRepository repository,
    IApiKeyHasher hasher,
    OwnerQuotas quotas,
    AuditTrail audit,
    IDatabaseClock clock
) : IRequestHandler<CreateChildKeyCommand, CreatedApiKey>
{
    private const int MaxChildren = 1000;

    public async Task<CreatedApiKey> Handle(CreateChildKeyCommand request, CancellationToken cancellationToken)
    {
        var caller = request.Caller;
        var scopes = request.Scopes.Value?.Select(scope => scope.Required).Distinct(StringComparer.Ordinal).ToList() ?? caller.Scopes;
        var restrictions = request.Restrictions.ToRestrictions(caller.Restrictions);
        Allow(caller, scopes, restrictions);

        // Keys end by the database's clock: that of this process may be wrong.
        var now = (await clock.ReadAsync(cancellationToken)).Now;
        var lifetime = (long)TimeSpan.FromSeconds(request.ExpiresIn.Value).TotalMicroseconds;
        using var room = await quotas.ReserveChildKeyAsync(caller.OwnerId);
        var token = ApiKeyToken.Generate();
        var parent = new AuthenticatedKey(caller.KeyId, caller.OwnerId, caller.Scopes, caller.EndsAt) { Depth = caller.Depth };
        var child = hasher.Sign(
            ApiKey.CreateChild(
                parent,
                request.Name.Required,
                scopes,
                restrictions,
                hasher.HashOf(token),
                now,
                lifetime,
                (int?)request.MaxUses.Optional
            )
        );
        var created = audit.EventOf(caller, AuditActions.CreateChildKey, subjectKeyId: child.Id);
        if (!await repository.CreateChildAsync(child, MaxChildren, created))
        {
            throw OwnerQuotas.Refused($"A key may have at most {MaxChildren} active children; revoke one, or wait until one expires");
        }

        room.Keep();
        return new CreatedApiKey(child, token);
    }

    private static void Allow(Caller caller, IReadOnlyList<string> scopes, ApiKeyRestrictions restrictions)
    {
        if (caller.MaxUses is not null)
        {
            throw new ForbiddenException("A key with max_uses cannot create keys; use its parent");
        }

        if (caller.Depth >= ApiKey.MaxDepth)
        {
            throw new ForbiddenException($"A key with {ApiKey.MaxDepth} ancestors cannot have children; use its parent");
        }

        if (!caller.Rights.CanGrant(scopes, restrictions))
        {
            throw new ForbiddenException();
        }
    }
}
