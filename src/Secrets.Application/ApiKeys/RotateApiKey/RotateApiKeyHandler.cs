using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;
using Secrets.Application.Owners;
using Secrets.Application.Validation;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys.RotateApiKey;

internal sealed class RotateApiKeyHandler(
    OwnerResolver owner,
    IApiKeyRepository repository,
    IApiKeyHasher hasher,
    ApiKeyAuthenticator authenticator,
    OwnerQuotas quotas,
    AuditTrail audit,
    IDatabaseClock clock
) : IRequestHandler<RotateApiKeyCommand, RotateApiKeyOutcome>
{
    private const long DefaultOverlapSeconds = 24 * 60 * 60;

    public async Task<RotateApiKeyOutcome> Handle(RotateApiKeyCommand request, CancellationToken cancellationToken)
    {
        if (await owner.FindAsync(request.Caller, request.Owner, cancellationToken) is not { } ownerId)
        {
            return new RotateApiKeyOutcome(null);
        }

        while (await repository.FindAsync(ownerId, request.Id, cancellationToken) is { IsActive: true } key && hasher.IsSigned(key))
        {
            if (!request.Caller.Has(key.ScopeList))
            {
                throw new ForbiddenException();
            }

            using var room = await quotas.ReserveSuccessorAsync(ownerId);

            // Keys end by the database's clock, and this process's may be wrong.
            var now = Clock.Time((await clock.ReadAsync(cancellationToken)).Now);
            var lifetime = key.Lifetime.SuccessorAt(Clock.Microseconds(now));
            if (lifetime.Outlives(request.Caller.EndsAt))
            {
                throw new InvalidRequestException([
                    new RequestFailure(["body", "expires_at"], SubmittedRules.OutlivesCaller(request.Caller), SubmittedRules.TooLate),
                ]);
            }

            var token = ApiKeyToken.Generate();
            var successor = hasher.Sign(
                StoredApiKey.Create(ownerId, key.Name, key.ScopeList, hasher.HashOf(token), now, lifetime.ExpiresAt)
            );
            var end = Clock.Microseconds(now.AddSeconds(request.OverlapSeconds.Optional ?? DefaultOverlapSeconds));
            var rotated = audit.EventOf(
                request.Caller with
                {
                    OwnerId = ownerId,
                },
                AuditActions.RotateApiKey,
                subjectKeyId: key.Id,
                successorKeyId: successor.Id
            );
            if (
                await repository.ReplaceAsync(
                    key,
                    hasher.Sign(key with { RetiresAt = key.Lifetime.Retire(end).RetiresAt }),
                    successor,
                    rotated
                )
            )
            {
                room.Keep();
                authenticator.InvalidateKeysOf(ownerId);
                return new RotateApiKeyOutcome(new CreatedApiKey(successor, token));
            }
        }

        return new RotateApiKeyOutcome(null);
    }
}
