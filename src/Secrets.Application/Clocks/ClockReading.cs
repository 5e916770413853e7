namespace Secrets.Application.Clocks;

/// <param name="Now">Microseconds since 1970 by the database's clock.</param>
/// <param name="Ahead">How far this process's clock is ahead of the database's, at least; negative if it is behind.</param>
/// <param name="DestroyAfter">
/// The time, by the database's clock, before which nothing is destroyed for its age. It lies ahead after the clock has gone forward
/// unseen: no service ran, or the clock was set and may be wrong.
/// </param>
public sealed record ClockReading(long Now, TimeSpan Ahead, long DestroyAfter)
{
    /// <summary>Beyond this difference one of the two clocks is wrong.</summary>
    public static readonly TimeSpan MaxDifference = TimeSpan.FromMinutes(1);

    public bool IsWrong => Ahead.Duration() > MaxDifference;

    /// <summary>True if what is past its time may be destroyed now, by this process.</summary>
    public bool AllowsDestruction => !IsWrong && Now >= DestroyAfter;
}
