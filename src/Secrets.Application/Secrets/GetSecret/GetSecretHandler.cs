using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.GetSecret;

internal sealed class GetSecretHandler(ISecretRepository repository) : IRequestHandler<GetSecretQuery, Secret?>
{
    public Task<Secret?> Handle(GetSecretQuery request, CancellationToken cancellationToken) =>
        repository.FindAsync(request.Caller.Reach, request.Name, cancellationToken);
}
