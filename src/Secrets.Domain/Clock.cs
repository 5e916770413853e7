namespace Secrets.Domain;

/// <summary>Converts times to and from their stored form: microseconds since 1970-01-01 UTC.</summary>
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

    /// <summary>Returns the time of a stored number. A damaged number that is out of range becomes the earliest or latest time.</summary>
    public static DateTimeOffset Time(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(microseconds, Earliest, Latest) * TimeSpan.TicksPerMicrosecond);
}
