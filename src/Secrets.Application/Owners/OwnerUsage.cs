namespace Secrets.Application.Owners;

/// <summary>The usage of one owner: a count that was read, and the additions of this process since.</summary>
internal sealed class OwnerUsage(Func<Task<long>> count)
{
    private readonly Lock _lock = new();
    private Task? _refresh;
    private long _counted;
    private long? _countedAt;
    private long _added;
    private long _pending;
    private TaskCompletionSource? _end;

    /// <summary>The number of additions of this process since the count was read.</summary>
    public long Uncounted => Interlocked.Read(ref _added);

    /// <summary>Returns the room that is left, and the age of the count. There is no room before the first count.</summary>
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

    /// <summary>Returns true if the count leaves no room even if all additions under way fail.</summary>
    public bool IsFull(int added, long limit)
    {
        lock (_lock)
        {
            return _counted + added > limit;
        }
    }

    /// <summary>Waits until an addition under way ends, if there is one: it may fail, or be in the count already.</summary>
    public Task WaitForEndAsync()
    {
        lock (_lock)
        {
            return _pending == 0
                ? Task.CompletedTask
                : (_end ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Reads the count. Concurrent calls share one read.</summary>
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
            // Additions stored while the count was read may be in both numbers: too high is safer than too low.
            (_counted, _countedAt, _added) = (counted, at, _added - added);
        }
    }
}
