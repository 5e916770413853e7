namespace Secrets.Api.Connections;

/// <summary>
/// Keeps serving for a while after SIGTERM, so that a load balancer that polls <c>/ready</c> stops sending requests before the service
/// stops listening.
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

    [LoggerMessage(LogLevel.Information, "Draining: the service listens for another {Seconds} seconds while /ready is 503.")]
    private static partial void LogDraining(ILogger logger, double seconds);
}
