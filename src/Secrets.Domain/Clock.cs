namespace Secrets.Domain;

/// <summary>Times as they are stored: microseconds since 1970-01-01 UTC.</summary>
public static class Clock
{
    public static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Microseconds(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Microseconds(time.GetUtcNow());
    }
}
