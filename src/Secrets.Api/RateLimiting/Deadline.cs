namespace Secrets.Api.RateLimiting;

/// <summary>
/// Runs an action once after a time unless it is disposed before. Nothing runs after <see cref="Dispose"/>, since the web server reuses its
/// objects for the next request.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Action _action;
    private readonly ITimer _timer;
    private bool _isDisposed;

    public Deadline(TimeSpan after, TimeProvider time, Action action)
    {
        _action = action;
        _timer = time.CreateTimer(static deadline => ((Deadline)deadline!).Pass(), this, after, Timeout.InfiniteTimeSpan);
    }

    public bool HasPassed { get; private set; }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _timer.Dispose();
    }

    private void Pass()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                HasPassed = true;
                _action();
            }
        }
    }
}
