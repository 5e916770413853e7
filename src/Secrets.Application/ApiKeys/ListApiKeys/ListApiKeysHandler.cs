using MediatR;
using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys.ListApiKeys;

internal sealed class ListApiKeysHandler(OwnerResolver owner, IApiKeyRepository repository)
    : IRequestHandler<ListApiKeysQuery, IReadOnlyList<ApiKey>?>
{
    public async Task<IReadOnlyList<ApiKey>?> Handle(ListApiKeysQuery request, CancellationToken cancellationToken) =>
        await owner.FindAsync(request.Caller, request.Owner, cancellationToken) is { } ownerId
            ? [.. (await repository.ListAsync(ownerId, cancellationToken)).Where(request.Caller.Reaches)]
            : null;
}
