namespace Secrets.Domain;

/// <summary>Times as they are stored: microseconds since 1970-01-01 UTC.</summary>
public static class Clock
{
    private static readonly long Earliest = Microseconds(DateTimeOffset.MinValue);
    private static readonly long Latest = Microseconds(DateTimeOffset.MaxValue);

    public static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Microseconds(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Microseconds(time.GetUtcNow());
    }

    /// <summary>The time that is stored so. What was damaged to be beyond every calendar is as near as one goes.</summary>
    public static DateTimeOffset Time(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(microseconds, Earliest, Latest) * TimeSpan.TicksPerMicrosecond);
}
