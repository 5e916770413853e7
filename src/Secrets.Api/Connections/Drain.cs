namespace Secrets.Api.Connections;

/// <summary>
/// Goes on serving for a while after the signal to stop, so that a balancer that asks <c>/ready</c> sends no more before the service
/// stops to listen.
/// </summary>
internal sealed partial class Drain(TimeSpan duration, OpenConnections connections, ILogger<Drain> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        connections.WarnOfFewFiles();
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (duration > TimeSpan.Zero)
        {
            LogDraining(logger, duration.TotalSeconds);
            await Task.Delay(duration, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _ = connections.CloseIdleAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Still listening for {Seconds} seconds while /ready is 503.")]
    private static partial void LogDraining(ILogger logger, double seconds);
}
