using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets.DestroyDeletedSecret;

internal sealed class DestroyDeletedSecretHandler(IDeletedSecretRepository repository, SecretLimits limits, AuditTrail audit)
    : IRequestHandler<DestroyDeletedSecretCommand, bool>
{
    public async Task<bool> Handle(DestroyDeletedSecretCommand request, CancellationToken cancellationToken)
    {
        var caller = request.Caller;
        return await repository.FindAsync(caller.Reach, request.Id, limits.DeletedSecretsKept, cancellationToken) is { } secret
            && await repository.DestroyAsync(secret, audit.EventOf(caller, AuditActions.PurgeSecret, secret.Id, secret.Version));
    }
}
