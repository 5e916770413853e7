using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets.RevealSecret;

internal sealed class RevealSecretHandler(
    ISecretRepository repository,
    ISecretCipher cipher,
    SecretReader reader,
    AuditTrail audit,
    ServiceMetrics metrics
) : IRequestHandler<RevealSecretQuery, RevealedSecret?>
{
    public async Task<RevealedSecret?> Handle(RevealSecretQuery request, CancellationToken cancellationToken)
    {
        if (await repository.FindValueAsync(request.Caller.Reach, request.Name, request.Version, cancellationToken) is not { } found)
        {
            return null;
        }

        var version = found.Address.Version;
        var state = cipher.StateOf(found.Envelope);
        if (request.NoneMatch?.Include(state) is true)
        {
            return new RevealedSecret(state, Value: null);
        }

        try
        {
            var value = await reader.DecryptAsync(found, cancellationToken);
            try
            {
                await audit.AppendAsync(request.Caller, AuditActions.RevealSecret, found.Address.SecretId, version);
                metrics.SecretsRevealed(1);
                return new RevealedSecret(state, value);
            }
            catch
            {
                value.Dispose();
                throw;
            }
        }
        catch (DecryptionFailedException)
        {
            await audit.AppendAsync(request.Caller, AuditActions.RevealSecret, found.Address.SecretId, version, AuditResults.Failed);
            throw;
        }
    }
}
