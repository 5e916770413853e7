using MediatR;
using Secrets.Application.Encryption;

namespace Secrets.Application.Secrets.UpdateSecret;

internal sealed class UpdateSecretHandler(ISecretCipher cipher, ISecretStore store) : IRequestHandler<UpdateSecretCommand, UpdateSecretOutcome>
{
    private const int MaxAttempts = 20;

    public async Task<UpdateSecretOutcome> Handle(UpdateSecretCommand request, CancellationToken cancellationToken)
    {
        var ownerId = request.Caller.OwnerId;
        var newName = request.Name.Required;
        if (string.Equals(newName, request.CurrentName, StringComparison.Ordinal))
        {
            return await store.DescribeAsync(ownerId, newName, request.Description.Value) ? UpdateSecretOutcome.Updated : UpdateSecretOutcome.NotFound;
        }

        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await store.FindAsync(ownerId, request.CurrentName, cancellationToken) is not { } current)
            {
                return UpdateSecretOutcome.NotFound;
            }

            var renamed = await ResealAsync(current, newName, cancellationToken);
            switch (await store.RenameAsync(current, renamed, request.Description.Value))
            {
                case RenameOutcome.Renamed:
                    return UpdateSecretOutcome.Updated;
                case RenameOutcome.NameTaken:
                    return UpdateSecretOutcome.NameTaken;
            }
        }

        throw new StorageUnavailableException("The secret kept changing while it was renamed.");
    }

    // The name is part of the address that an envelope is bound to.
    private async Task<SealedSecret> ResealAsync(SealedSecret current, string newName, CancellationToken cancellationToken)
    {
        var address = current.Address with { Name = newName };
        using var value = await cipher.OpenAsync(current.Address, current.Envelope, cancellationToken);
        return new SealedSecret(address, await cipher.SealAsync(address, value, cancellationToken));
    }
}
