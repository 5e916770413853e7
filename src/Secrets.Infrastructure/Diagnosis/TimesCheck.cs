using Secrets.Application.Clocks;
using Secrets.Application.Diagnosis;
using Secrets.Domain;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Diagnosis;

internal sealed class TimesCheck(DiagnosisRepository repository)
{
    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        var ahead = (await repository.ListFutureTimesAsync(ClockReading.MaxDifference, cancellationToken))
            .Select(times => $"{times.Count} of {times.What}, to {Clock.Time(times.Latest):u}")
            .ToList();
        return ahead.Count == 0
            ? new Finding("times", IsFault: false, "none is in the future")
            : new Finding(
                "times",
                IsFault: true,
                $"times lie in the future: {string.Join("; ", ahead)}. A clock was ahead when they were written, "
                    + "or the database's clock is behind now: synchronize it by NTP. Until these times have passed, "
                    + "such leases and services are ignored, and such deleted secrets and audit events are kept."
            );
    }
}
