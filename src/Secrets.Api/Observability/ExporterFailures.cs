using System.Diagnostics.Tracing;

namespace Secrets.Api.Observability;

/// <summary>
/// Logs, at most once a minute, that metrics or traces could not be sent. OpenTelemetry itself reports this only to event listeners.
/// </summary>
internal sealed partial class ExporterFailures(IConfiguration configuration, ILogger<ExporterFailures> logger) : EventListener
{
    private const string Source = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _last;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource.Name != Source)
        {
            return;
        }

        lock (_lock)
        {
            if (_last != 0 && TimeProvider.System.GetElapsedTime(_last) < WarningInterval)
            {
                return;
            }

            _last = TimeProvider.System.GetTimestamp();
        }

        LogNotSent(logger, OtlpSettings.EndpointName(configuration), eventData.EventName ?? "unknown");
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Metrics or traces could not be sent to OTEL_EXPORTER_OTLP_ENDPOINT {Endpoint}: {Reason}. "
            + "Check that the collector runs and accepts OTEL_EXPORTER_OTLP_PROTOCOL."
    )]
    private static partial void LogNotSent(ILogger logger, string endpoint, string reason);
}
