using Secrets.Application.Diagnosis;

namespace Secrets.Api.Health;

/// <summary>
/// Responses in less than a second whether the service is ready, whatever hangs. However many ask, there is one look at the database at a
/// time, and its outcome is good for a second. Causes are only logged, when they change.
/// </summary>
internal sealed partial class ReadinessProbe(
    IReadiness readiness,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ReadinessProbe> logger
)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<bool> _probe = Task.FromResult(false);
    private long? _begun;
    private Task<string?>? _look;
    private string? _cause;

    public Task<bool> IsReadyAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Task.FromResult(false);
        }

        lock (_lock)
        {
            if (_begun is null || (_probe.IsCompleted && time.GetElapsedTime(_begun.Value) > GoodFor))
            {
                _begun = time.GetTimestamp();
                _probe = ProbeAsync();
            }

            return _probe;
        }
    }

    private async Task<bool> ProbeAsync()
    {
        string? cause;
        Exception? exception = null;
        try
        {
            // One that still hangs is waited for again. Not on this thread: SQLite blocks it.
            _look = _look is { IsCompleted: false } ? _look : Task.Run(LookAsync);
            cause = await _look.WaitAsync(LongestLook);
        }
        catch (Exception e)
        {
            (cause, exception) = ("The database does not answer.", e);
        }

        if (cause != _cause)
        {
            if (cause is null)
            {
                LogReady(logger);
            }
            else
            {
                LogNotReady(logger, cause, exception);
            }
        }

        _cause = cause;
        return cause is null;
    }

    private async Task<string?> LookAsync()
    {
        using var timeout = new CancellationTokenSource(LongestLook);
        return await readiness.FindFaultAsync(timeout.Token);
    }

    [LoggerMessage(LogLevel.Information, "Ready again.")]
    private static partial void LogReady(ILogger logger);

    [LoggerMessage(LogLevel.Error, "Not ready: {Cause}")]
    private static partial void LogNotReady(ILogger logger, string cause, Exception? exception);
}
