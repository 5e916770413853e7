namespace Secrets.Domain.ApiKeys;

/// <summary>The rule that tells stale API keys from those that are in use and end.</summary>
public static class StaleKeys
{
    public static readonly TimeSpan UnusedFor = TimeSpan.FromDays(90);

    /// <summary>Returns why an active key is stale; nothing if it is not. Times are microseconds since 1970.</summary>
    /// <param name="lastUsedAt">Null if the key was never used.</param>
    /// <param name="endsAt">Null if the key does not end.</param>
    public static IReadOnlyList<StaleReason> ReasonsOf(long createdAt, long? lastUsedAt, long? endsAt, long now)
    {
        var reasons = new List<StaleReason>();
        if ((lastUsedAt ?? createdAt) <= now - (long)UnusedFor.TotalMicroseconds)
        {
            reasons.Add(StaleReason.Unused);
        }

        if (endsAt is null)
        {
            reasons.Add(StaleReason.Endless);
        }

        return reasons;
    }
}
