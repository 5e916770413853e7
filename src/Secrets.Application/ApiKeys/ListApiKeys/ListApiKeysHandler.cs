using MediatR;
using Secrets.Application.Clocks;
using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys.ListApiKeys;

internal sealed class ListApiKeysHandler(
    OwnerResolver owner,
    IApiKeyRepository repository,
    SessionApiKey sessionKey,
    IApiKeyHasher hasher,
    IDatabaseClock clock
) : IRequestHandler<ListApiKeysQuery, IReadOnlyList<ApiKey>?>
{
    public async Task<IReadOnlyList<ApiKey>?> Handle(ListApiKeysQuery request, CancellationToken cancellationToken)
    {
        if (await owner.FindAsync(request.Caller, request.Owner, cancellationToken) is not { } ownerId)
        {
            return null;
        }

        var keys = await repository.ListAsync(ownerId, cancellationToken);
        if (keys.Any(key => key.ParentId is not null))
        {
            var now = (await clock.ReadAsync(cancellationToken)).Now;
            var byId = keys.ToDictionary(key => key.Id);

            // The parent of an ended child may have been another SESSION_API_KEY.
            keys = [.. keys.Select(key => key.EndWithAncestors(byId, sessionKey.IdOf(hasher)) ?? key).Where(key => key.IsListed(now))];
        }

        return [.. keys.Where(request.Caller.Reaches)];
    }
}
