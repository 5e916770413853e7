using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;

namespace Secrets.Application.Secrets.ExportSecrets;

internal sealed class ExportSecretsHandler(ISecretStore store, ISecretCipher cipher, AuditTrail audit, IAuditLog log, ServiceMetrics metrics) : IRequestHandler<ExportSecretsQuery, IReadOnlyList<ExportedSecret>>
{
    private const int ReadAtOnce = 100;
    private const int BytesReadAtOnce = 64 * 1024;

    public async Task<IReadOnlyList<ExportedSecret>> Handle(ExportSecretsQuery request, CancellationToken cancellationToken)
    {
        var exported = new List<ExportedSecret>();
        var events = new List<AuditEvent>();
        try
        {
            foreach (var (address, envelope) in await store.ListValuesAsync(request.Caller.OwnerId, request.After, ReadAtOnce, BytesReadAtOnce, cancellationToken))
            {
                exported.Add(new ExportedSecret(address.SecretId, address.Name, await OpenAsync(request.Caller, address, envelope, cancellationToken)));
                events.Add(audit.EventOf(request.Caller, AuditActions.ExportSecret, address.SecretId, address.Version));
            }

            await log.AppendAsync(events);
            metrics.SecretsRevealed(exported.Count);
            return exported;
        }
        catch
        {
            exported.ForEach(secret => secret.Value.Dispose());
            throw;
        }
    }

    private async Task<Domain.Secrets.SecretValue> OpenAsync(Caller caller, SecretAddress address, byte[] envelope, CancellationToken cancellationToken)
    {
        try
        {
            return await cipher.OpenAsync(address, envelope, cancellationToken);
        }
        catch (DecryptionFailedException)
        {
            await audit.AppendAsync(caller, AuditActions.ExportSecret, address.SecretId, address.Version, AuditResults.Failed);
            throw;
        }
    }
}
