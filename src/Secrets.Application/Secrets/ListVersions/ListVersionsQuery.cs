using MediatR;

namespace Secrets.Application.Secrets.ListVersions;

/// <summary>The versions that are kept of a secret, the newest, which is the current one, first; none where there is no such secret.</summary>
public sealed record ListVersionsQuery(Caller Caller, string Name) : IRequest<IReadOnlyList<SecretVersion>>;

internal sealed class ListVersionsHandler(ISecretStore store) : IRequestHandler<ListVersionsQuery, IReadOnlyList<SecretVersion>>
{
    public Task<IReadOnlyList<SecretVersion>> Handle(ListVersionsQuery request, CancellationToken cancellationToken) =>
        store.ListVersionsAsync(request.Caller.OwnerId, request.Name, cancellationToken);
}
