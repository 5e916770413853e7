using MediatR;

namespace Secrets.Application.Secrets.ListVersions;

/// <summary>The versions that are kept of a secret, the newest, which is the current one, first; none where there is no such secret.</summary>
public sealed record ListVersionsQuery(Caller Caller, string Name) : IRequest<IReadOnlyList<SecretVersion>>;

internal sealed class ListVersionsHandler(ISecretRepository repository) : IRequestHandler<ListVersionsQuery, IReadOnlyList<SecretVersion>>
{
    public Task<IReadOnlyList<SecretVersion>> Handle(ListVersionsQuery request, CancellationToken cancellationToken) =>
        repository.ListVersionsAsync(request.Caller.OwnerId, request.Name, cancellationToken);
}
