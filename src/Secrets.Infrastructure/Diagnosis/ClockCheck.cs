using Secrets.Application.Clocks;
using Secrets.Application.Diagnosis;
using Secrets.Domain;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Diagnosis;

internal sealed class ClockCheck(DiagnosisRepository repository, ReplicaRepository replicas, TimeProvider time)
{
    private const string What = "clock";

    private static readonly TimeSpan MaxDifference = TimeSpan.FromSeconds(5);

    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        var wrong = (await replicas.ListWrongClocksAsync(ClockReading.MaxDifference, cancellationToken))
            .Select(replica => $"{replica.Name} by {replica.Ahead / 1_000_000} seconds")
            .ToList();
        if (wrong.Count > 0)
        {
            return new Finding(
                What,
                IsFault: true,
                $"clocks of running services are ahead of the database's (behind if negative): {string.Join(", ", wrong)}. "
                    + "These services destroy no expired data. Synchronize all clocks by NTP."
            );
        }

        var start = time.Microseconds();
        var now = await repository.NowAsync(cancellationToken);
        var difference = TimeSpan.FromMicroseconds(now - ((start + time.Microseconds()) / 2));
        return difference.Duration() <= MaxDifference
            ? new Finding(What, IsFault: false, $"within {MaxDifference.TotalSeconds} seconds of the database's")
            : new Finding(
                What,
                IsFault: true,
                $"the database's clock is {difference.TotalSeconds:F0} seconds ahead of this machine's. "
                    + "Expiry and retention go by the database's clock. Synchronize both by NTP."
            );
    }
}
