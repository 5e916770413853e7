using Secrets.Application.Audit;
using Secrets.Application.Diagnosis;
using Secrets.Domain;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Diagnosis;

internal sealed class AuditCheck(IAuditChainRepository chain, DiagnosisRepository repository, ReplicaRepository replicas)
{
    private const string What = "audit";

    /// <summary>The time within which a running service adds events to the audit chain.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        var last = await chain.FindLastAsync(cancellationToken);
        var (count, oldestAge) = await repository.CountEventsAfterAsync(last.LastPosition, cancellationToken);
        var text =
            last.Number == 0
                ? $"the audit chain has no block yet, {count} events"
                : $"the last block of the audit chain is {last.Number} of {Clock.Time(last.CreatedAt):u}, {count} events after it";

        // An event came after the last block. Its own time may be by a wrong clock.
        var age = count == 0 ? 0 : Math.Min(oldestAge, await repository.NowAsync(cancellationToken) - last.CreatedAt);
        if (age <= MaxDelay.TotalMicroseconds)
        {
            return new Finding(What, IsFault: false, $"{text}; audit verify checks all of it");
        }

        var seconds = age / 1_000_000;
        return await replicas.CountRunningAsync(cancellationToken) == 0
            ? new Finding(
                What,
                IsFault: false,
                $"{text}, the first {seconds} seconds old: the next service that starts adds them to the chain. "
                    + "Until then, anybody who can write to the database can remove them without a trace"
            )
            : new Finding(
                What,
                IsFault: true,
                $"{text}, which are not in the chain after {seconds} seconds although a service runs: check its log. "
                    + "In Postgres, also look for transactions that do not end."
            );
    }
}
