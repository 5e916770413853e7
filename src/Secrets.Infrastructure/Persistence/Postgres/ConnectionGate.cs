namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Limits the connections in use at once. If there are enough, a quarter is reserved for statements that are not queries, and one for
/// authentication. The limit shrinks if the server allows fewer connections, and grows again later.
/// </summary>
internal sealed class ConnectionGate(int max, TimeProvider time)
{
    private static readonly TimeSpan RaiseInterval = TimeSpan.FromSeconds(10);

    private readonly int _max = max;
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource>[] _waiting = [new(), new(), new()];
    private readonly int[] _inUse = new int[3];
    private int _limit = max;
    private long _reducedAt;

    /// <summary>Waits for a place. <see cref="Leave"/> or <see cref="Reduce"/> gives it back.</summary>
    /// <exception cref="TimeoutException">No place became free in time.</exception>
    public async ValueTask EnterAsync(ConnectionLane lane, TimeSpan timeout, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> waiter;
        lock (_lock)
        {
            Raise();
            if (_waiting[(int)lane].Count == 0 && HasRoom(lane))
            {
                _inUse[(int)lane]++;
                return;
            }

            waiter = _waiting[(int)lane].AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            AdmitWaiting();
        }

        try
        {
            await waiter.Value.Task.WaitAsync(timeout, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Abandon(waiter, lane);
            throw;
        }
    }

    public void Leave(ConnectionLane lane)
    {
        lock (_lock)
        {
            _inUse[(int)lane]--;
            Raise();
            AdmitWaiting();
        }
    }

    /// <summary>
    /// Returns the place and lowers the limit, because the server refused a connection. One connection is left to other processes.
    /// </summary>
    public void Reduce(ConnectionLane lane)
    {
        lock (_lock)
        {
            _inUse[(int)lane]--;
            _limit = Math.Max(1, Math.Min(_limit, InUse(ConnectionLane.Authentication)) - 1);
            _reducedAt = time.GetTimestamp();
        }
    }

    private void Abandon(LinkedListNode<TaskCompletionSource> waiter, ConnectionLane lane)
    {
        lock (_lock)
        {
            if (waiter.List is { } list)
            {
                list.Remove(waiter);
                return;
            }
        }

        // It got a place just before it was abandoned.
        Leave(lane);
    }

    private void Raise()
    {
        if (_limit < _max && time.GetElapsedTime(_reducedAt) >= RaiseInterval)
        {
            _limit++;
            _reducedAt = time.GetTimestamp();
        }
    }

    private void AdmitWaiting()
    {
        for (var lane = ConnectionLane.Authentication; lane <= ConnectionLane.Query; lane++)
        {
            while (_waiting[(int)lane].First is { } first && HasRoom(lane))
            {
                _waiting[(int)lane].RemoveFirst();
                _inUse[(int)lane]++;
                first.Value.SetResult();
            }
        }
    }

    private bool HasRoom(ConnectionLane lane)
    {
        var room = InUse(ConnectionLane.Authentication) < _limit && InUse(ConnectionLane.Regular) < Math.Max(1, _limit - 1);
        return lane switch
        {
            ConnectionLane.Authentication => InUse(ConnectionLane.Authentication) < _limit,
            ConnectionLane.Regular => room,
            _ => room && InUse(ConnectionLane.Query) < Math.Max(1, _limit - 1 - (_limit / 4)),
        };
    }

    /// <summary>Returns the number of connections in use for this lane and the later ones.</summary>
    private int InUse(ConnectionLane lane)
    {
        var count = 0;
        foreach (var inUse in _inUse.AsSpan((int)lane))
        {
            count += inUse;
        }

        return count;
    }
}
