using MediatR;

namespace Secrets.Application.Secrets.GetSecret;

/// <summary>A secret without its value; null where there is none of that name.</summary>
public sealed record GetSecretQuery(Caller Caller, string Name) : IRequest<StoredSecret?>;

internal sealed class GetSecretHandler(ISecretRepository repository) : IRequestHandler<GetSecretQuery, StoredSecret?>
{
    public Task<StoredSecret?> Handle(GetSecretQuery request, CancellationToken cancellationToken) =>
        repository.FindAsync(request.Caller.OwnerId, request.Name, cancellationToken);
}
