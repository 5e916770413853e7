using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Domain;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>Stores the difference between a file and the secrets of an owner.</summary>
internal sealed class ImportWriter(
    OrderedIds ids,
    ISecretCipher cipher,
    ISecretRepository repository,
    SecretLimits limits,
    AuditTrail audit,
    ServiceMetrics metrics,
    TimeProvider time
)
{
    /// <returns>False if another request changed the secrets first. Then nothing is stored.</returns>
    public async Task<bool> WriteAsync(
        Caller caller,
        ImportDifference difference,
        bool replaces,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var now = time.Microseconds();
        var added = new List<(SecretWithEnvelope, AuditEvent)>();
        foreach (var entry in difference.Added)
        {
            var metadata = entry.Metadata.ApplyTo(new SecretMetadata(entry.Description));
            var secret = Secret.Create(caller.OwnerId, ids.Next(), entry.Name, metadata, caller.KeyId, now, entry.ValueWarnings);
            added.Add(await EncryptAsync(caller, AuditActions.CreateSecret, secret, entry.Value, cancellationToken));
        }

        var changed = new List<(SecretWithEnvelope, AuditEvent)>();
        foreach (var (entry, current) in replaces ? difference.Changed : [])
        {
            var secret = current.SetValue(current.Metadata, caller.KeyId, now, entry.ValueWarnings);
            changed.Add(await EncryptAsync(caller, AuditActions.SetValue, secret, entry.Value, cancellationToken));
        }

        var imported = audit.EventOf(caller, AuditActions.ImportSecrets, count: added.Count + changed.Count);
        if (!await repository.ImportAsync(added, changed, imported, limits.VersionsKept, progress))
        {
            return false;
        }

        metrics.SecretsCreated(added.Count);
        return true;
    }

    private async Task<(SecretWithEnvelope, AuditEvent)> EncryptAsync(
        Caller caller,
        string action,
        Secret secret,
        SecretValue value,
        CancellationToken cancellationToken
    )
    {
        var envelope = await cipher.EncryptAsync(secret.Address, value, cancellationToken);
        return (new SecretWithEnvelope(secret, envelope), audit.EventOf(caller, action, secret.Id, secret.Version));
    }
}
