using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Secrets.Api.Observability;

/// <summary>Sends what is left when the service stops. It waits three seconds at most, so that a receiver that hangs cannot keep the
/// service from stopping in time.</summary>
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
