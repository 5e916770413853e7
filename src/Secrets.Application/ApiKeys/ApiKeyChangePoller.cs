namespace Secrets.Application.ApiKeys;

/// <summary>Polls the database for changes to API keys, whoever makes them, and invalidates what is cached of them.</summary>
public sealed class ApiKeyChangePoller(IApiKeyRepository repository, ApiKeyCache cache, TimeProvider time)
{
    /// <summary>A key that another replica revokes is refused after this time at the latest.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Task _poll = Task.CompletedTask;
    private long? _count;
    private long _nextPollAt;

    /// <summary>Polls if the interval has passed. Concurrent calls share one poll.</summary>
    public Task PollIfDueAsync(CancellationToken cancellationToken)
    {
        if (time.GetTimestamp() < Volatile.Read(ref _nextPollAt))
        {
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            _poll = _poll.IsCompleted ? PollAsync() : _poll;
            return _poll.WaitAsync(cancellationToken);
        }
    }

    private async Task PollAsync()
    {
        var polledAt = time.GetTimestamp();
        var changes = await repository.FindChangesAsync(_count, CancellationToken.None);
        if (changes.Owners is null)
        {
            cache.InvalidateAll();
        }

        foreach (var ownerId in changes.Owners ?? [])
        {
            cache.Invalidate(ownerId);
        }

        _count = changes.Count;
        Volatile.Write(ref _nextPollAt, polledAt + (long)(PollInterval.TotalSeconds * time.TimestampFrequency));
    }
}
