namespace Secrets.Application.Clocks;

/// <summary>A reading of the database's clock. Times are microseconds since 1970.</summary>
/// <param name="Ahead">How far this process's clock is ahead of the database's, at least; negative if it is behind.</param>
/// <param name="DestroyAfter">
/// The time, by the database's clock, before which nothing is destroyed for its age. It is in the future if the clock has gone forward
/// between two readings, because no service ran, or because the clock was set and may be wrong.
/// </param>
public sealed record ClockReading(long Now, TimeSpan Ahead, long DestroyAfter)
{
    /// <summary>The difference above which one of the two clocks is wrong.</summary>
    public static readonly TimeSpan MaxDifference = TimeSpan.FromMinutes(1);

    public bool IsWrong => Ahead.Duration() > MaxDifference;

    /// <summary>True if this process may now destroy expired data.</summary>
    public bool AllowsDestruction => !IsWrong && Now >= DestroyAfter;
}
