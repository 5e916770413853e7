using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ListVersions;

internal sealed class ListVersionsHandler(ISecretRepository repository) : IRequestHandler<ListVersionsQuery, IReadOnlyList<SecretVersion>>
{
    public Task<IReadOnlyList<SecretVersion>> Handle(ListVersionsQuery request, CancellationToken cancellationToken) =>
        repository.ListVersionsAsync(request.Caller.Reach, request.Name, cancellationToken);
}
