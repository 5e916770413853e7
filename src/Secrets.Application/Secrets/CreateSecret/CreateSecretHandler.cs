using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Domain;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.CreateSecret;

internal sealed class CreateSecretHandler(
    OrderedIds ids,
    ISecretCipher cipher,
    ISecretRepository repository,
    OwnerQuotas quotas,
    AuditTrail audit,
    ServiceMetrics metrics
) : IRequestHandler<CreateSecretCommand, CreateSecretOutcome>
{
    public async Task<CreateSecretOutcome> Handle(CreateSecretCommand request, CancellationToken cancellationToken)
    {
        var value = request.Value.Required;
        var address = new SecretAddress(request.Caller.OwnerId, ids.Next(), Version: 1, request.Name.Required);
        var envelope = await cipher.EncryptAsync(address, value, cancellationToken);
        using var room = await quotas.ReserveSecretsAsync(request.Caller.OwnerId, 1);
        var claim = await repository.CreateAsync(
            new EncryptedSecret(address, envelope),
            request.Description.Value,
            audit.EventOf(request.Caller, AuditActions.CreateSecret, address.SecretId, address.Version)
        );
        if (claim == NameClaim.Taken)
        {
            return new CreateSecretOutcome(IsCreated: false, []);
        }

        room.Keep();
        metrics.SecretsCreated(1);
        return new CreateSecretOutcome(IsCreated: true, [.. SecretWarnings.OfValue(value), .. claim.WarningsOf(address.Name)]);
    }
}
