using Secrets.Application.Audit;
using Secrets.Domain;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Audit;

internal sealed class AuditSeals(IDatabase database, AuditMac mac, AuditSealer sealer, Installation installation) : IAuditSeals
{
    public TimeSpan? Lag => sealer.Lag;

    public TimeSpan Wait => sealer.Wait;

    public long? LostSeal => sealer.LostSeal;

    public Task<int> SealAsync(CancellationToken cancellationToken) => sealer.SealAsync(cancellationToken);

    public Task<int> RemoveAsync(long sealedUntil, CancellationToken cancellationToken) =>
        sealer.RemoveAsync(sealedUntil, cancellationToken);

    public AuditCheckpoint? Known => sealer.Known is { } known ? CheckpointOf(known) : null;

    public async Task<AuditCheckpoint?> FindLastAsync(CancellationToken cancellationToken) =>
        await sealer.FindLastAsync(cancellationToken) is { Number: > 0 } last ? CheckpointOf(last) : null;

    public async Task<bool> HasAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken) =>
        checkpoint.Installation == installation.Id
        && await sealer.HasAsync(checkpoint.Seal, Convert.FromHexString(checkpoint.SealMac), cancellationToken);

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

    private AuditCheckpoint CheckpointOf(AuditSeal last) =>
        new(installation.Id, last.Number, Convert.ToHexStringLower(last.Mac), Clock.Time(last.SealedAt));
}
