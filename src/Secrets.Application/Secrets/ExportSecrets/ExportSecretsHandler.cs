using MediatR;
using Secrets.Application.ApiKeys;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets.ExportSecrets;

internal sealed class ExportSecretsHandler(
    ISecretRepository repository,
    SecretReader reader,
    RevealLog log,
    IApiKeyRepository keys,
    SecretLimits limits,
    TimeProvider time
) : IRequestHandler<ExportSecretsQuery, IReadOnlyList<ExportedSecret>>
{
    private const int PageSize = 100;
    private const int MaxPageBytes = 64 * 1024;

    // Exports use at most half of the processors.
    private static readonly SemaphoreSlim Pages = new(Math.Max(1, Environment.ProcessorCount / 2));

    public async Task<IReadOnlyList<ExportedSecret>> Handle(ExportSecretsQuery request, CancellationToken cancellationToken)
    {
        if (request.Caller.MaxUses is { } maxUses && request.After == Guid.Empty)
        {
            await RequireUsesAsync(request.Caller, maxUses, cancellationToken);
        }

        var exported = new List<ExportedSecret>();
        var reveals = new List<Reveal>();
        var (now, seesCanaries) = (time.Microseconds(), request.Caller.Has([Scopes.ManageKeys]));
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
                var isWithheld = limits.Withholds(secret.ExpiresAt, now);
                var value = isWithheld
                    ? null
                    : await reader.TryDecryptAsync(new EncryptedSecret(secret.Address, envelope), cancellationToken);
                exported.Add(
                    new ExportedSecret(secret.Id, secret.Name, secret.Description, value)
                    {
                        Metadata = seesCanaries ? secret.Metadata : secret.Metadata with { IsCanary = false },
                        IsExpired = isWithheld,
                    }
                );
                var result =
                    isWithheld ? RevealResult.Withheld
                    : value is null ? RevealResult.NotDecrypted
                    : RevealResult.Sent;
                reveals.Add(new Reveal(secret.Id, secret.Version, secret.Metadata.IsCanary, result));
            }

            await log.AppendAsync(request.Caller, AuditActions.ExportSecret, reveals);
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

    // Before the first page, so that an export with too few uses reveals nothing. Each page takes its own uses.
    private async Task RequireUsesAsync(Caller caller, int maxUses, CancellationToken cancellationToken)
    {
        var key = await keys.FindAsync(caller.OwnerId, caller.KeyId, cancellationToken);
        var secrets = await repository.ListAsync(caller.Reach, Guid.Empty, maxUses + 1, cancellationToken);
        if (key is null || secrets.Count > maxUses - key.Uses)
        {
            throw new ApiKeyUsedUpException();
        }
    }
}
