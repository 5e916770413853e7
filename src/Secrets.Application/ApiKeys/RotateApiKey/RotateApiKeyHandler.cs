using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;
using Secrets.Application.Owners;
using Secrets.Application.Validation;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;

namespace Secrets.Application.ApiKeys.RotateApiKey;

internal sealed class RotateApiKeyHandler(
    OwnerResolver owner,
    IApiKeyRepository repository,
    IApiKeyHasher hasher,
    ApiKeyCache cache,
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
            return new RotateApiKeyOutcome(Created: null);
        }

        var caller = request.Caller with { OwnerId = ownerId };
        var overlap = TimeSpan.FromSeconds(request.OverlapSeconds.Optional ?? DefaultOverlapSeconds);
        while (await repository.FindAsync(ownerId, request.Id, cancellationToken) is { } key && hasher.IsSigned(key) && caller.Reaches(key))
        {
            // Keys end by the database's clock: that of this process may be wrong.
            var now = (await clock.ReadAsync(cancellationToken)).Now;
            if (!key.IsActive(now))
            {
                break;
            }

            if (key.ParentId is not null)
            {
                throw new InvalidRequestException(
                    new RequestFailure(["path", "id"], "A child key cannot be rotated; create another one with its parent", "child_key")
                );
            }

            if (!caller.Rights.CanGrant(key.Scopes, key.Restrictions))
            {
                throw new ForbiddenException();
            }

            using var room = await quotas.ReserveSuccessorAsync(ownerId);
            var token = ApiKeyToken.Generate();
            var (retired, successor) = key.Rotate(hasher.HashOf(token), now, (long)overlap.TotalMicroseconds);
            if (!caller.Rights.CanGrantUntil(successor.EndsAt))
            {
                throw new InvalidRequestException([
                    new RequestFailure(["body", "expires_at"], SubmittedRules.OutlivesCaller(caller), SubmittedRules.TooLate),
                ]);
            }

            var rotated = audit.EventOf(caller, AuditActions.RotateApiKey, subjectKeyId: key.Id, successorKeyId: successor.Id);
            if (await repository.RotateAsync(key, hasher.Sign(retired), hasher.Sign(successor), rotated))
            {
                room.Keep();
                cache.Invalidate(ownerId);
                return new RotateApiKeyOutcome(new CreatedApiKey(successor, token));
            }
        }

        return new RotateApiKeyOutcome(Created: null);
    }
}
