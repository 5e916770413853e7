using MediatR;
using Secrets.Application.Encryption;

namespace Secrets.Application.Secrets.ExportSecrets;

internal sealed class ExportSecretsHandler(ISecretStore store, ISecretCipher cipher) : IRequestHandler<ExportSecretsQuery, IReadOnlyList<ExportedSecret>>
{
    private const int ReadAtOnce = 100;

    public async Task<IReadOnlyList<ExportedSecret>> Handle(ExportSecretsQuery request, CancellationToken cancellationToken)
    {
        var exported = new List<ExportedSecret>(ReadAtOnce);
        try
        {
            foreach (var secret in await store.ListValuesAsync(request.Caller.OwnerId, request.After, ReadAtOnce, cancellationToken))
            {
                exported.Add(new ExportedSecret(secret.Address.SecretId, secret.Address.Name, await cipher.OpenAsync(secret.Address, secret.Envelope, cancellationToken)));
            }
        }
        catch
        {
            exported.ForEach(secret => secret.Value.Dispose());
            throw;
        }

        return exported;
    }
}
