using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets.DeleteSecret;

internal sealed class DeleteSecretHandler(SecretWriter writer, ISecretRepository repository, AuditTrail audit)
    : IRequestHandler<DeleteSecretCommand, bool>
{
    public async Task<bool> Handle(DeleteSecretCommand request, CancellationToken cancellationToken)
    {
        var deleted = await writer.ChangeAsync(
            request.Caller.Reach,
            request.Name,
            request.Precondition,
            async secret =>
                await repository.DeleteAsync(secret, audit.EventOf(request.Caller, AuditActions.DeleteSecret, secret.Id, secret.Version))
                    ? secret
                    : null,
            cancellationToken
        );
        return deleted is not null;
    }
}
