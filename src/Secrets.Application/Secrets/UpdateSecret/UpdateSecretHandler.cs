using MediatR;
using Secrets.Application.Encryption;

namespace Secrets.Application.Secrets.UpdateSecret;

internal sealed class UpdateSecretHandler(SecretChanges changes, ISecretCipher cipher, ISecretStore store) : IRequestHandler<UpdateSecretCommand, UpdateSecretOutcome>
{
    private static readonly UpdateSecretOutcome Described = new(UpdateSecretResult.Updated, []);

    public async Task<UpdateSecretOutcome> Handle(UpdateSecretCommand request, CancellationToken cancellationToken)
    {
        var ownerId = request.Caller.OwnerId;
        var newName = request.Name.Required;
        var description = request.Description.Value;
        if (!string.Equals(newName, request.CurrentName, StringComparison.Ordinal))
        {
            return await changes.ApplyAsync(ownerId, request.CurrentName, request.Precondition, secret => RenameAsync(secret, newName, description, cancellationToken), cancellationToken)
                ?? UpdateSecretOutcome.NotFound;
        }

        if (request.Precondition is null)
        {
            return await store.DescribeAsync(ownerId, newName, description, revision: null) ? Described : UpdateSecretOutcome.NotFound;
        }

        return await changes.ApplyAsync(
            ownerId,
            newName,
            request.Precondition,
            async secret => await store.DescribeAsync(ownerId, newName, description, secret.Revision) ? Described : null,
            cancellationToken) ?? UpdateSecretOutcome.NotFound;
    }

    private async Task<UpdateSecretOutcome?> RenameAsync(StoredSecret secret, string newName, string? description, CancellationToken cancellationToken)
    {
        var renamed = new List<SealedSecret>();
        foreach (var current in await store.FindValuesAsync(secret, cancellationToken))
        {
            renamed.Add(await ResealAsync(current, newName, cancellationToken));
        }

        return renamed.Count == 0 ? null : await store.RenameAsync(secret, newName, description, renamed) switch
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
