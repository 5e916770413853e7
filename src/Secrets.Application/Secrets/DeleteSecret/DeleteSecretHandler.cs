using MediatR;

namespace Secrets.Application.Secrets.DeleteSecret;

internal sealed class DeleteSecretHandler(SecretChanges changes, ISecretStore store) : IRequestHandler<DeleteSecretCommand, bool>
{
    public async Task<bool> Handle(DeleteSecretCommand request, CancellationToken cancellationToken)
    {
        var ownerId = request.Caller.OwnerId;
        if (request.Precondition is null)
        {
            return await store.DeleteAsync(ownerId, request.Name, revision: null);
        }

        var deleted = await changes.ApplyAsync(
            ownerId,
            request.Name,
            request.Precondition,
            async secret => await store.DeleteAsync(ownerId, request.Name, secret.Revision) ? secret : null,
            cancellationToken);
        return deleted is not null;
    }
}
