using MediatR;
using Secrets.Application.Owners;

namespace Secrets.Application.ApiKeys.GetCurrentApiKey;

internal sealed class GetCurrentApiKeyHandler(IApiKeyRepository repository, IOwnerRepository owners)
    : IRequestHandler<GetCurrentApiKeyQuery, CurrentApiKey>
{
    public async Task<CurrentApiKey> Handle(GetCurrentApiKeyQuery request, CancellationToken cancellationToken)
    {
        var (ownerId, keyId) = (request.Caller.OwnerId, request.Caller.KeyId);
        return new CurrentApiKey(
            await repository.FindAsync(ownerId, keyId, cancellationToken),
            await owners.GetNameAsync(ownerId, cancellationToken)
        );
    }
}
