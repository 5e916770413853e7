using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.PurgeDeletedSecrets;

internal sealed class PurgeDeletedSecretsHandler(
    IDeletedSecretRepository repository,
    SecretLimits limits,
    AuditTrail audit,
    IDatabaseClock clock
) : IRequestHandler<PurgeDeletedSecretsCommand, int>
{
    public async Task<int> Handle(PurgeDeletedSecretsCommand request, CancellationToken cancellationToken)
    {
        var reading = await clock.ReadAsync(cancellationToken);
        var deletedUntil = reading.Now - (long)limits.DeletedSecretsKept.TotalMicroseconds;
        return reading.AllowsDestruction ? await repository.PurgeAsync(deletedUntil, EventOf, cancellationToken) : 0;
    }

    private AuditEvent EventOf(DeletedSecret secret) =>
        audit.EventOf(Caller.Operator with { OwnerId = secret.OwnerId }, AuditActions.PurgeSecret, secret.Id, secret.Version);
}
