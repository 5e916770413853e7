using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets.UpdateSecret;

internal sealed class UpdateSecretHandler(
    SecretUpdater changes,
    ISecretCipher cipher,
    SecretReader reader,
    ISecretRepository repository,
    AuditTrail audit
) : IRequestHandler<UpdateSecretCommand, UpdateSecretOutcome>
{
    private static readonly UpdateSecretOutcome Described = new(UpdateSecretResult.Updated, []);

    public async Task<UpdateSecretOutcome> Handle(UpdateSecretCommand request, CancellationToken cancellationToken)
    {
        var newName = request.Name.Required;
        var description = request.Description.Value;
        return await changes.ApplyAsync(
            request.Caller.OwnerId,
            request.CurrentName,
            request.Precondition,
            async secret =>
            {
                var updated = audit.EventOf(request.Caller, AuditActions.UpdateSecret, secret.Id, secret.Version);
                if (!string.Equals(newName, secret.Name, StringComparison.Ordinal))
                {
                    return await RenameAsync(request.Caller, secret, newName, description, updated, cancellationToken);
                }

                return await repository.DescribeAsync(secret, description, updated) ? Described : null;
            },
            cancellationToken
        ) ?? UpdateSecretOutcome.NotFound;
    }

    private async Task<UpdateSecretOutcome?> RenameAsync(
        Caller caller,
        StoredSecret secret,
        string newName,
        string? description,
        AuditEvent renamed,
        CancellationToken cancellationToken
    )
    {
        var values = new List<EncryptedSecret>();
        var damaged = new List<SecretAddress>();
        foreach (var kept in await repository.FindValuesAsync(secret, cancellationToken))
        {
            if (await ReencryptAsync(kept, newName, cancellationToken) is { } renewed)
            {
                values.Add(renewed);
            }
            else
            {
                damaged.Add(kept.Address);
            }
        }

        // Old versions that cannot be decrypted stay as they are: nobody can reveal them under either name.
        var isCurrentDamaged = damaged.Exists(address => address.Version == secret.Version);
        var claim =
            isCurrentDamaged || values.Count == 0
                ? NameClaim.Changed
                : await repository.RenameAsync(secret, newName, description, values, renamed);
        if (isCurrentDamaged || claim is NameClaim.Claimed or NameClaim.ClaimedBesideCaseDuplicate)
        {
            foreach (var address in damaged)
            {
                await audit.AppendAsync(caller, AuditActions.UpdateSecret, address.SecretId, address.Version, AuditResults.Failed);
            }
        }

        return claim switch
        {
            NameClaim.Changed when isCurrentDamaged => throw new DecryptionFailedException(),
            NameClaim.Changed => null,
            NameClaim.Taken => new UpdateSecretOutcome(UpdateSecretResult.NameTaken, []),
            _ => new UpdateSecretOutcome(UpdateSecretResult.Updated, [.. claim.WarningsOf(newName)]),
        };
    }

    // The name is part of the address that an envelope is bound to.
    private async Task<EncryptedSecret?> ReencryptAsync(EncryptedSecret kept, string newName, CancellationToken cancellationToken)
    {
        var address = kept.Address with { Name = newName };
        using var value = await reader.TryDecryptAsync(kept, cancellationToken);
        return value is null ? null : new EncryptedSecret(address, await cipher.EncryptAsync(address, value, cancellationToken));
    }
}
