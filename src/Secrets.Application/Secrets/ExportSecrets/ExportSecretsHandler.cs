using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets.ExportSecrets;

internal sealed class ExportSecretsHandler(
    ISecretRepository repository,
    SecretReader reader,
    AuditTrail audit,
    IAuditEventRepository log,
    ServiceMetrics metrics
) : IRequestHandler<ExportSecretsQuery, IReadOnlyList<ExportedSecret>>
{
    private const int PageSize = 100;
    private const int MaxPageBytes = 64 * 1024;

    // Exports use at most half of the processors.
    private static readonly SemaphoreSlim Pages = new(Math.Max(1, Environment.ProcessorCount / 2));

    public async Task<IReadOnlyList<ExportedSecret>> Handle(ExportSecretsQuery request, CancellationToken cancellationToken)
    {
        var exported = new List<ExportedSecret>();
        var events = new List<AuditEvent>();
        await Pages.WaitAsync(cancellationToken);
        try
        {
            foreach (
                var (secret, envelope) in await repository.ListValuesAsync(
                    request.Caller.Reach,
                    request.After,
                    PageSize,
                    MaxPageBytes,
                    cancellationToken
                )
            )
            {
                var value = await reader.TryDecryptAsync(new EncryptedSecret(secret.Address, envelope), cancellationToken);
                exported.Add(new ExportedSecret(secret.Id, secret.Name, secret.Description, value));
                events.Add(
                    audit.EventOf(
                        request.Caller,
                        AuditActions.ExportSecret,
                        secret.Id,
                        secret.Version,
                        result: value is null ? AuditResults.Failed : AuditResults.Done
                    )
                );
            }

            await log.AppendAsync(events);
            metrics.SecretsRevealed(exported.Count(secret => secret.Value is not null));
            return exported;
        }
        catch
        {
            exported.ForEach(secret => secret.Value?.Dispose());
            throw;
        }
        finally
        {
            Pages.Release();
        }
    }
}
