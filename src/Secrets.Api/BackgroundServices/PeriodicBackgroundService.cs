using Secrets.Application;

namespace Secrets.Api.BackgroundServices;

/// <summary>
/// Runs work periodically until the service stops. No failure of the work ends the process: it is logged and counted, and the next run
/// tries again.
/// </summary>
internal abstract partial class PeriodicBackgroundService(TimeSpan period, TimeProvider time, ServiceMetrics metrics, ILogger logger)
    : BackgroundService
{
    /// <summary>The share of a period by which runs vary at random, so that replicas do not keep colliding.</summary>
    private const double Jitter = 0.1;

    protected ServiceMetrics Metrics => metrics;

    /// <summary>True if the first run is at the start instead of after one period.</summary>
    protected virtual bool RunsAtStart => false;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(NextPeriod(), time);
        try
        {
            if (RunsAtStart)
            {
                await RunOnceAsync(stoppingToken);
            }

            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunOnceAsync(stoppingToken);
                timer.Period = NextPeriod();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    /// <summary>Runs the jobs of one period, each in a <see cref="TryAsync"/> so that one that fails does not hold up the others.</summary>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    /// <summary>Runs a job. If it fails, logs and counts the failure.</summary>
    /// <param name="failure">The beginning of the log line, such as "The file could not be read".</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    protected async Task TryAsync(string failure, Func<CancellationToken, Task> job, CancellationToken cancellationToken)
    {
        try
        {
            await job(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            metrics.BackgroundJobFailed(GetType().Name);
            LogFailed(logger, e is StorageUnavailableException ? LogLevel.Warning : LogLevel.Error, failure, e);
        }
    }

    private Task RunOnceAsync(CancellationToken stoppingToken) => TryAsync($"{GetType().Name} failed", RunAsync, stoppingToken);

    private TimeSpan NextPeriod() => period * (1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1)));

    [LoggerMessage("{Failure}. The service tries again.")]
    private static partial void LogFailed(ILogger logger, LogLevel level, string failure, Exception exception);
}
