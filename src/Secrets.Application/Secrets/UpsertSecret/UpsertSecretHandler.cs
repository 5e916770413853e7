using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Domain;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.UpsertSecret;

internal sealed class UpsertSecretHandler(
    SecretUpdater changes,
    OrderedIds ids,
    ISecretCipher cipher,
    ISecretRepository repository,
    OwnerQuotas quotas,
    AuditTrail audit,
    ServiceMetrics metrics
) : IRequestHandler<UpsertSecretCommand, UpsertSecretOutcome>
{
    private const int MaxAttempts = 20;

    public async Task<UpsertSecretOutcome> Handle(UpsertSecretCommand request, CancellationToken cancellationToken)
    {
        var (caller, name, value, description) = (request.Caller, request.Name.Required, request.Value.Required, request.Description.Value);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var changed = await changes.ApplyAsync(
                caller.OwnerId,
                name,
                request.Precondition,
                secret => changes.SetValueAsync(secret, value, description, caller, cancellationToken),
                cancellationToken
            );
            if (changed is not null)
            {
                return new UpsertSecretOutcome(SecretWarnings.OfValue(value));
            }

            request.Precondition?.Check(secret: null);
            var address = new SecretAddress(caller.OwnerId, ids.Next(), Version: 1, name);
            var envelope = await cipher.EncryptAsync(address, value, cancellationToken);
            using var room = await quotas.ReserveSecretsAsync(caller.OwnerId, 1);
            if (
                await repository.CreateAsync(
                    new EncryptedSecret(address, envelope),
                    description,
                    audit.EventOf(caller, AuditActions.CreateSecret, address.SecretId, address.Version)
                )
                is not NameClaim.Taken
                    and var claim
            )
            {
                room.Keep();
                metrics.SecretsCreated(1);
                return new UpsertSecretOutcome([.. SecretWarnings.OfValue(value), .. claim.WarningsOf(name)]);
            }
        }

        throw new StorageUnavailableException("The secret kept appearing and disappearing while it was to be stored.");
    }
}
