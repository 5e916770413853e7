using System.Collections.Concurrent;

namespace Secrets.Application.Owners;

/// <summary>
/// Bounds how many things of a kind owners have. A count is read when an owner first needs it, and again once so much time has passed that
/// other replicas could have used the room that was left, or many were added. In between, this process adds its own: a look-up in memory.
/// </summary>
internal sealed class OwnerQuota(Func<Guid, CancellationToken, Task<long>> count, TimeProvider time)
{
    /// <summary>What all replicas together can add for an owner in a second, at the most.</summary>
    private const double MaxAddedPerSecond = 50_000;

    /// <summary>Additions of this process after which it counts again, which also lets the repository tidy up.</summary>
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
            // Not waited for: there is room enough. What fails is tried again at the next addition.
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
