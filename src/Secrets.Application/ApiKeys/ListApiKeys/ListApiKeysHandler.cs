using MediatR;

namespace Secrets.Application.ApiKeys.ListApiKeys;

internal sealed class ListApiKeysHandler(OwnerResolver owner, IApiKeyRepository repository)
    : IRequestHandler<ListApiKeysQuery, IReadOnlyList<StoredApiKey>?>
{
    public async Task<IReadOnlyList<StoredApiKey>?> Handle(ListApiKeysQuery request, CancellationToken cancellationToken) =>
        await owner.FindAsync(request.Caller, request.Owner, cancellationToken) is { } ownerId
            ? await repository.ListAsync(ownerId, cancellationToken)
            : null;
}
