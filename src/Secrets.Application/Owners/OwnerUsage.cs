namespace Secrets.Application.Owners;

/// <summary>What one owner has: a count that was read, and what this process has added since.</summary>
internal sealed class OwnerUsage(Func<Task<long>> count)
{
    private readonly Lock _lock = new();
    private Task? _refresh;
    private long _counted;
    private long? _countedAt;
    private long _added;
    private long _pending;
    private TaskCompletionSource? _end;

    /// <summary>Added by this process since the count was read.</summary>
    public long Uncounted => Interlocked.Read(ref _added);

    /// <summary>What is left, and how old the count is that says so. Unknown is none.</summary>
    public (long Room, TimeSpan Age) Room(long limit, TimeProvider time)
    {
        lock (_lock)
        {
            return _countedAt is { } at ? (limit - _counted - _added - _pending, time.GetElapsedTime(at)) : (0, TimeSpan.MaxValue);
        }
    }

    public bool TryAdd(int added, long limit)
    {
        lock (_lock)
        {
            if (_counted + _added + _pending + added > limit)
            {
                return false;
            }

            _pending += added;
            return true;
        }
    }

    public void End(int added, bool isStored)
    {
        TaskCompletionSource? end;
        lock (_lock)
        {
            _pending -= added;
            _added += isStored ? added : 0;
            (end, _end) = (_end, null);
        }

        end?.SetResult();
    }

    /// <summary>True if the count that was read has no room, whatever becomes of additions that are under way.</summary>
    public bool IsFull(int added, long limit)
    {
        lock (_lock)
        {
            return _counted + added > limit;
        }
    }

    /// <summary>Waits for the next addition that is under way to end, if there is one: it may fail, or be in the count already.</summary>
    public Task WaitForEndAsync()
    {
        lock (_lock)
        {
            return _pending == 0
                ? Task.CompletedTask
                : (_end ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Reads the count, once for all who ask at the same time.</summary>
    public Task RefreshAsync(TimeProvider time)
    {
        lock (_lock)
        {
            return _refresh is { IsCompleted: false } ? _refresh : _refresh = ReadAsync(time);
        }
    }

    private async Task ReadAsync(TimeProvider time)
    {
        var (added, at) = (_added, time.GetTimestamp());

        // Not under the lock of the caller.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var counted = await count();
        lock (_lock)
        {
            // What was stored while the count was read stays in both: rather too many than too few.
            (_counted, _countedAt, _added) = (counted, at, _added - added);
        }
    }
}
