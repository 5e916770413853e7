using Secrets.Application;

namespace Secrets.Api.BackgroundServices;

/// <summary>
/// Runs background work in a fixed period until the service stops. No failure of the work ends the process: it is logged, and the
/// next run tries again.
/// </summary>
internal abstract partial class PeriodicBackgroundService(TimeSpan period, TimeProvider time, ILogger logger) : BackgroundService
{
    protected TimeProvider Time => time;

    /// <summary>True if the first run does not wait for the period to pass.</summary>
    protected virtual bool RunsAtStart => false;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            if (RunsAtStart)
            {
                await RunAsync(stoppingToken);
            }

            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    /// <summary>Does each job of one period in a <see cref="TryAsync"/> of its own, so that a failing job does not hold up the others.</summary>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    /// <summary>Does one job and logs its failure.</summary>
    /// <param name="failure">A sentence without its period that says what was not done.</param>
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
            LogFailed(logger, e is StorageUnavailableException ? LogLevel.Warning : LogLevel.Error, failure, e);
        }
    }

    [LoggerMessage("{Failure}. The service tries again.")]
    private static partial void LogFailed(ILogger logger, LogLevel level, string failure, Exception exception);
}
