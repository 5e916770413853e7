using MediatR;

namespace Secrets.Application.Secrets.DeleteSecret;

internal sealed class DeleteSecretHandler(ISecretStore store) : IRequestHandler<DeleteSecretCommand, bool>
{
    public Task<bool> Handle(DeleteSecretCommand request, CancellationToken cancellationToken) =>
        store.DeleteAsync(request.Caller.OwnerId, request.Name);
}
