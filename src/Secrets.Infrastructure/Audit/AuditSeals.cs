using Secrets.Application.Audit;
using Secrets.Domain;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Audit;

internal sealed class AuditSeals(IDatabase database, AuditMac mac, AuditSealer sealer, Installation installation) : IAuditSeals
{
    public TimeSpan? Lag => sealer.Lag;

    public Task<int> SealAsync(CancellationToken cancellationToken) => sealer.SealAsync(cancellationToken);

    public Task<int> RemoveAsync(long sealedUntil, CancellationToken cancellationToken) => sealer.RemoveAsync(sealedUntil, cancellationToken);

    public async Task<AuditCheckpoint?> FindLastAsync(CancellationToken cancellationToken) =>
        await sealer.FindLastAsync(cancellationToken) is { Number: > 0 } last
            ? new AuditCheckpoint(installation.Id, last.Number, Convert.ToHexStringLower(last.Mac), Clock.Time(last.SealedAt))
            : null;

    public async Task<bool> HasAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        // One that was removed is known by being before the mark of that.
        var macs = await database.QueryAsync<byte[]?>(
            "SELECT mac FROM audit_seals WHERE number = @Seal UNION ALL SELECT NULL FROM audit_marks WHERE name = @Removed AND number >= @Seal",
            new { checkpoint.Seal, AuditMark.Removed },
            cancellationToken);
        return checkpoint.Installation == installation.Id
            && macs.Any(found => found is null || string.Equals(checkpoint.SealMac, Convert.ToHexStringLower(found), StringComparison.Ordinal));
    }

    public async Task<AuditReport> VerifyAsync(AuditCheckpoint? checkpoint, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (report, isStale) = await new AuditVerification(database, mac, installation).RunAsync(checkpoint, cancellationToken);
            if (!isStale)
            {
                return report;
            }
        }
    }
}
