using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Domain;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.UpdateSecret;

internal sealed class UpdateSecretHandler(
    SecretWriter writer,
    ISecretCipher cipher,
    SecretReader reader,
    ISecretRepository repository,
    AuditTrail audit,
    TimeProvider time
) : IRequestHandler<UpdateSecretCommand, UpdateSecretOutcome>
{
    public async Task<UpdateSecretOutcome> Handle(UpdateSecretCommand request, CancellationToken cancellationToken)
    {
        if (request.Name.Required != request.CurrentName)
        {
            request.Caller.RequireReach(request.Name.Required);
        }

        return await writer.ChangeAsync(
                request.Caller.Reach,
                request.CurrentName,
                request.Precondition,
                secret => UpdateAsync(request, secret, cancellationToken),
                cancellationToken
            ) ?? UpdateSecretOutcome.NotFound;
    }

    private async Task<UpdateSecretOutcome?> UpdateAsync(UpdateSecretCommand request, Secret secret, CancellationToken cancellationToken)
    {
        var updated = secret.Update(request.Name.Required, request.Metadata.ApplyTo(secret.Metadata), time.Microseconds());
        var updatedEvent = audit.EventOf(request.Caller, AuditActions.UpdateSecret, secret.Id, secret.Version);
        if (updated.Name != secret.Name)
        {
            return await RenameAsync(request.Caller, secret, updated, updatedEvent, cancellationToken);
        }

        return await repository.UpdateAsync(updated, updatedEvent) ? new UpdateSecretOutcome(UpdateSecretResult.Updated, []) : null;
    }

    private async Task<UpdateSecretOutcome?> RenameAsync(
        Caller caller,
        Secret secret,
        Secret renamed,
        AuditEvent renamedEvent,
        CancellationToken cancellationToken
    )
    {
        // Before the secret is locked: renames to each other's names would wait for each other.
        if (await repository.FindAsync(caller.Reach, renamed.Name, cancellationToken) is { } named)
        {
            // Another request may have given this secret the name.
            return named.Id == secret.Id ? null : new UpdateSecretOutcome(UpdateSecretResult.NameTaken, []);
        }

        var (values, damaged) = await ReencryptAsync(secret, renamed.Name, cancellationToken);
        if (damaged.Contains(secret.Address))
        {
            await AppendFailuresAsync(caller, damaged);
            throw new DecryptionFailedException();
        }

        // Without values, another request changed the secret first.
        var claim = values.Count == 0 ? NameClaim.Changed : await repository.RenameAsync(caller.Reach, renamed, values, renamedEvent);
        switch (claim)
        {
            case NameClaim.Changed:
                return null;
            case NameClaim.Taken:
                return new UpdateSecretOutcome(UpdateSecretResult.NameTaken, []);
            default:
                await AppendFailuresAsync(caller, damaged);
                return new UpdateSecretOutcome(UpdateSecretResult.Updated, [.. claim.WarningsOf(renamed.Name)]);
        }
    }

    // The name is part of the address that an envelope is bound to. Old versions that cannot be decrypted stay as they are, because they
    // cannot be revealed under either name.
    private async Task<(List<EncryptedSecret> Values, List<SecretAddress> Damaged)> ReencryptAsync(
        Secret secret,
        string newName,
        CancellationToken cancellationToken
    )
    {
        var (values, damaged) = (new List<EncryptedSecret>(), new List<SecretAddress>());
        foreach (var kept in await repository.FindValuesAsync(secret, cancellationToken))
        {
            using var value = await reader.TryDecryptAsync(kept, cancellationToken);
            if (value is null)
            {
                damaged.Add(kept.Address);
                continue;
            }

            var address = kept.Address with { Name = newName };
            values.Add(new EncryptedSecret(address, await cipher.EncryptAsync(address, value, cancellationToken)));
        }

        return (values, damaged);
    }

    private async Task AppendFailuresAsync(Caller caller, List<SecretAddress> damaged)
    {
        foreach (var address in damaged)
        {
            await audit.AppendAsync(caller, AuditActions.UpdateSecret, address.SecretId, address.Version, AuditResults.Failed);
        }
    }
}
