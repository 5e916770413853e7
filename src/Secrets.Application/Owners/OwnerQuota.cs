using System.Collections.Concurrent;

namespace Secrets.Application.Owners;

/// <summary>
/// Limits how many things of a kind owners have. It reads an owner's count when that is first needed. It reads the count again after many
/// additions, and once other replicas could have used up the rest. In between it adds what this process has added, in memory.
/// </summary>
internal sealed class OwnerQuota(Func<Guid, CancellationToken, Task<long>> count, TimeProvider time)
{
    /// <summary>The most that all replicas together can add for an owner in a second.</summary>
    private const double MaxAddedPerSecond = 50_000;

    /// <summary>The number of additions after which it counts again. Counting also lets the repository merge its rows.</summary>
    private const int MaxUncounted = 1000;

    private const int MaxOwners = 100_000;
    private const int MaxAttempts = 100;

    private readonly ConcurrentDictionary<Guid, OwnerUsage> _usages = new();

    /// <returns>Null if the owner would have more than <paramref name="limit"/>.</returns>
    public async ValueTask<QuotaReservation?> TryReserveAsync(Guid ownerId, int added, long limit)
    {
        if (!_usages.TryGetValue(ownerId, out var usage))
        {
            if (_usages.Count >= MaxOwners)
            {
                _usages.Clear();
            }

            usage = _usages.GetOrAdd(ownerId, id => new OwnerUsage(() => count(id, CancellationToken.None)));
        }

        var (room, age) = usage.Room(limit, time);
        if (room - added < age.TotalSeconds * MaxAddedPerSecond)
        {
            await usage.RefreshAsync(time);
        }
        else if (usage.Uncounted >= MaxUncounted)
        {
            // In the background, since there is enough room. After a failure the next addition counts again.
            _ = usage
                .RefreshAsync(time)
                .ContinueWith(
                    static refresh => _ = refresh.Exception,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted,
                    TaskScheduler.Default
                );
        }

        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (usage.TryAdd(added, limit))
            {
                return new QuotaReservation(usage, added);
            }

            if (usage.IsFull(added, limit))
            {
                return null;
            }

            await usage.WaitForEndAsync();
            await usage.RefreshAsync(time);
        }

        return null;
    }
}
