using MediatR;

namespace Secrets.Application.Secrets.ListSecrets;

internal sealed class ListSecretsHandler(ISecretStore store) : IRequestHandler<ListSecretsQuery, IReadOnlyList<SecretSummary>>
{
    public Task<IReadOnlyList<SecretSummary>> Handle(ListSecretsQuery request, CancellationToken cancellationToken) =>
        store.ListAsync(request.Caller.OwnerId, cancellationToken);
}
