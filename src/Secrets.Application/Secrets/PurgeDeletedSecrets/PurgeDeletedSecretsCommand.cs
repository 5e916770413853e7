using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain;

namespace Secrets.Application.Secrets.PurgeDeletedSecrets;

/// <summary>Destroys the deleted secrets, of all owners, that can no longer be restored, and answers how many it destroyed.</summary>
public sealed record PurgeDeletedSecretsCommand : IRequest<int>;

internal sealed class PurgeDeletedSecretsHandler(IDeletedSecretStore store, SecretLimits limits, AuditTrail audit, TimeProvider time) : IRequestHandler<PurgeDeletedSecretsCommand, int>
{
    public Task<int> Handle(PurgeDeletedSecretsCommand request, CancellationToken cancellationToken) =>
        store.PurgeAsync(
            Clock.Microseconds(time.GetUtcNow() - limits.DeletedSecretsKept),
            secret => audit.EventOf(Caller.Operator with { OwnerId = secret.OwnerId }, AuditActions.PurgeSecret, secret.Id, secret.Version),
            cancellationToken);
}
