using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.NoteDueSecrets;

internal sealed class NoteDueSecretsHandler(IDueSecretRepository repository, AuditTrail audit, IDatabaseClock clock)
    : IRequestHandler<NoteDueSecretsCommand, long>
{
    public async Task<long> Handle(NoteDueSecretsCommand request, CancellationToken cancellationToken)
    {
        var reading = await clock.ReadAsync(cancellationToken);
        if (reading.AllowsDestruction)
        {
            // An event that a wrong clock wrote would not come again at the right time.
            await repository.NoteAsync(reading.Now, EventOf, cancellationToken);
        }

        return await repository.CountAsync(reading.Now, cancellationToken);
    }

    private AuditEvent EventOf(Secret secret) =>
        audit.EventOf(Caller.Operator with { OwnerId = secret.OwnerId }, AuditActions.SecretDue, secret.Id, secret.Version);
}
