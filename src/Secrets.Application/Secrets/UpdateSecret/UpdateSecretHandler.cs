using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;

namespace Secrets.Application.Secrets.UpdateSecret;

internal sealed class UpdateSecretHandler(SecretChanges changes, ISecretCipher cipher, ISecretStore store, AuditTrail audit) : IRequestHandler<UpdateSecretCommand, UpdateSecretOutcome>
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
                    return await RenameAsync(secret, newName, description, updated, cancellationToken);
                }

                return await store.DescribeAsync(secret, description, updated) ? Described : null;
            },
            cancellationToken) ?? UpdateSecretOutcome.NotFound;
    }

    private async Task<UpdateSecretOutcome?> RenameAsync(StoredSecret secret, string newName, string? description, AuditEvent renamed, CancellationToken cancellationToken)
    {
        var values = new List<SealedSecret>();
        foreach (var current in await store.FindValuesAsync(secret, cancellationToken))
        {
            values.Add(await ResealAsync(current, newName, cancellationToken));
        }

        return values.Count == 0 ? null : await store.RenameAsync(secret, newName, description, values, renamed) switch
        {
            NameClaim.Changed => null,
            NameClaim.Taken => new UpdateSecretOutcome(UpdateSecretResult.NameTaken, []),
            var claim => new UpdateSecretOutcome(UpdateSecretResult.Updated, [.. claim.WarningsOf(newName)]),
        };
    }

    // The name is part of the address that an envelope is bound to.
    private async Task<SealedSecret> ResealAsync(SealedSecret current, string newName, CancellationToken cancellationToken)
    {
        var address = current.Address with { Name = newName };
        using var value = await cipher.OpenAsync(current.Address, current.Envelope, cancellationToken);
        return new SealedSecret(address, await cipher.SealAsync(address, value, cancellationToken));
    }
}
