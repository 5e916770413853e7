namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Bounds the connections in use at once. Queries leave a quarter of them to the rest, and all leave one to authentication, as far as
/// there are enough. The bound shrinks if the server allows fewer, and grows again later.
/// </summary>
internal sealed class ConnectionGate(int max, TimeProvider time)
{
    private static readonly TimeSpan BetweenRaises = TimeSpan.FromSeconds(10);

    private readonly int _max = max;
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource>[] _waiting = [new(), new(), new()];
    private readonly int[] _inUse = new int[3];
    private int _limit = max;
    private long _reducedAt;

    /// <summary>Waits for a place, which <see cref="Leave"/> or <see cref="Reduce"/> gives back.</summary>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public async ValueTask EnterAsync(ConnectionLane lane, TimeSpan longestWait, CancellationToken cancellationToken)
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
            await waiter.Value.Task.WaitAsync(longestWait, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            GiveUp(waiter, lane);
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

    /// <summary>Gives the place back and lowers the bound: the server allows no more connections. One is left to other processes.</summary>
    public void Reduce(ConnectionLane lane)
    {
        lock (_lock)
        {
            _inUse[(int)lane]--;
            _limit = Math.Max(1, Math.Min(_limit, InUse(ConnectionLane.Authentication)) - 1);
            _reducedAt = time.GetTimestamp();
        }
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> waiter, ConnectionLane lane)
    {
        lock (_lock)
        {
            if (waiter.List is { } list)
            {
                list.Remove(waiter);
                return;
            }
        }

        // It was let in just now.
        Leave(lane);
    }

    private void Raise()
    {
        if (_limit < _max && time.GetElapsedTime(_reducedAt) >= BetweenRaises)
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

    /// <summary>Connections in use for this lane and those after it.</summary>
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
