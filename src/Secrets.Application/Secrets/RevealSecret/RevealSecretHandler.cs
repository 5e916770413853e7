using MediatR;
using Secrets.Application.Encryption;

namespace Secrets.Application.Secrets.RevealSecret;

internal sealed class RevealSecretHandler(ISecretStore store, ISecretCipher cipher) : IRequestHandler<RevealSecretQuery, RevealedSecret?>
{
    public async Task<RevealedSecret?> Handle(RevealSecretQuery request, CancellationToken cancellationToken)
    {
        if (await store.FindValueAsync(request.Caller.OwnerId, request.Name, request.Version, cancellationToken) is not { } found)
        {
            return null;
        }

        var version = found.Address.Version;
        return new RevealedSecret(version, request.IsKnown(version) ? null : await cipher.OpenAsync(found.Address, found.Envelope, cancellationToken));
    }
}
