using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets.PurgeDeletedSecrets;

/// <summary>
/// Destroys the deleted secrets, of all owners, that can no longer be restored, and returns how many: none while a clock is in doubt.
/// </summary>
public sealed record PurgeDeletedSecretsCommand : IRequest<int>;

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
        return reading.AllowsDestruction
            ? await repository.PurgeAsync(
                reading.Now - (long)limits.DeletedSecretsKept.TotalMicroseconds,
                secret =>
                    audit.EventOf(Caller.Operator with { OwnerId = secret.OwnerId }, AuditActions.PurgeSecret, secret.Id, secret.Version),
                cancellationToken
            )
            : 0;
    }
}
