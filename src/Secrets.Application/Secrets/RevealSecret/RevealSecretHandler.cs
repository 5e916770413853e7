using MediatR;
using Secrets.Application.Encryption;
using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets.RevealSecret;

internal sealed class RevealSecretHandler(
    ISecretRepository repository,
    ISecretCipher cipher,
    SecretReader reader,
    RevealLog log,
    SecretLimits limits,
    TimeProvider time
) : IRequestHandler<RevealSecretQuery, RevealedSecret?>
{
    public async Task<RevealedSecret?> Handle(RevealSecretQuery request, CancellationToken cancellationToken)
    {
        if (await repository.FindValueAsync(request.Caller.Reach, request.Name, request.Version, cancellationToken) is not { } found)
        {
            return null;
        }

        if (limits.Withholds(found.ExpiresAt, time.Microseconds()))
        {
            await RecordAsync(RevealResult.Withheld);
            throw new SecretExpiredException();
        }

        var state = cipher.StateOf(found.Envelope);
        if (request.NoneMatch?.Include(state) is true)
        {
            return new RevealedSecret(state, Value: null, found.DueAt);
        }

        try
        {
            var value = await reader.DecryptAsync(found, cancellationToken);
            try
            {
                await RecordAsync(request.SendsValue ? RevealResult.Sent : RevealResult.NotSent);
                return new RevealedSecret(state, value, found.DueAt);
            }
            catch
            {
                value.Dispose();
                throw;
            }
        }
        catch (DecryptionFailedException)
        {
            await RecordAsync(RevealResult.NotDecrypted);
            throw;
        }

        Task RecordAsync(RevealResult result) =>
            log.AppendAsync(
                request.Caller,
                AuditActions.RevealSecret,
                new Reveal(found.Address.SecretId, found.Address.Version, found.IsCanary, result)
            );
    }
}
