using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Secrets.Api.Observability;

/// <summary>
/// Sends the remaining metrics and traces when the service stops. It waits at most three seconds, so that a receiver that hangs cannot
/// delay the stop.
/// </summary>
internal sealed class LastExport(TracerProvider traces, MeterProvider metrics) : IHostedService
{
    private const int TimeoutMilliseconds = 3000;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            Task.Run(() => traces.Shutdown(TimeoutMilliseconds), CancellationToken.None),
            Task.Run(() => metrics.Shutdown(TimeoutMilliseconds), CancellationToken.None)
        );
}
