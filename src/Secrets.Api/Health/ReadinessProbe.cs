using Secrets.Application.Diagnosis;

namespace Secrets.Api.Health;

/// <summary>
/// Checks in less than a second if the service is ready, even if the database hangs. There is only one check at a time, and its result is
/// valid for a second. A cause is only logged, when it changes.
/// </summary>
internal sealed partial class ReadinessProbe(
    IReadiness readiness,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ReadinessProbe> logger
)
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan CacheDuration = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<bool> _probe = Task.FromResult(false);
    private long? _startedAt;
    private Task<string?>? _check;
    private string? _cause;

    public Task<bool> IsReadyAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Task.FromResult(false);
        }

        lock (_lock)
        {
            if (_startedAt is null || (_probe.IsCompleted && time.GetElapsedTime(_startedAt.Value) > CacheDuration))
            {
                _startedAt = time.GetTimestamp();
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
            // A check that still hangs is awaited again. It has its own thread, since SQLite blocks.
            _check = _check is { IsCompleted: false } ? _check : Task.Run(CheckAsync);
            cause = await _check.WaitAsync(CheckTimeout);
        }
        catch (Exception e)
        {
            (cause, exception) = ("The database does not respond.", e);
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

    private async Task<string?> CheckAsync()
    {
        using var timeout = new CancellationTokenSource(CheckTimeout);
        return await readiness.FindFaultAsync(timeout.Token);
    }

    [LoggerMessage(LogLevel.Information, "Ready again.")]
    private static partial void LogReady(ILogger logger);

    [LoggerMessage(LogLevel.Error, "Not ready: {Cause}")]
    private static partial void LogNotReady(ILogger logger, string cause, Exception? exception);
}
