using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets.RestoreSecret;

internal sealed class RestoreSecretHandler(IDeletedSecretRepository repository, SecretLimits limits, AuditTrail audit, TimeProvider time)
    : IRequestHandler<RestoreSecretCommand, RestoreSecretOutcome>
{
    public async Task<RestoreSecretOutcome> Handle(RestoreSecretCommand request, CancellationToken cancellationToken)
    {
        var (caller, retention) = (request.Caller, limits.DeletedSecretsKept);
        if (await repository.FindAsync(caller.Reach, request.Id, retention, cancellationToken) is not { } secret)
        {
            return RestoreSecretOutcome.NotFound;
        }

        var now = time.Microseconds();
        var restored = audit.EventOf(caller, AuditActions.RestoreSecret, secret.Id, secret.Version);
        return new RestoreSecretOutcome(secret.Name, await repository.RestoreAsync(secret, now, restored));
    }
}
