using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Secrets.Application;

namespace Secrets.Api.Observability;

/// <summary>Sends metrics and traces by OTLP, as the standard variables of OpenTelemetry say.</summary>
internal sealed class Telemetry(IConfiguration configuration, ILogger<ExporterFailures> logger) : IHostedService, IDisposable
{
    private const int LongestFlushMilliseconds = 3000;

    private MeterProvider? _metrics;
    private TracerProvider? _traces;
    private ExporterFailures? _failures;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _failures = new ExporterFailures(OtlpSettings.NameOfReceiver(configuration), logger);

        // Events of spans are exceptions, with messages of the database and stack traces.
        var settings = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection([new("OTEL_SPAN_EVENT_COUNT_LIMIT", "0"), new("OTEL_SPAN_LINK_COUNT_LIMIT", "0")])
            .Build();
        var resource = ResourceBuilder.CreateEmpty()
            .AddService("secrets", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3))
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();

        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton<IConfiguration>(settings))
            .SetResourceBuilder(resource)
            .AddMeter(ServiceMetrics.MeterName, "Microsoft.AspNetCore.*", "System.Runtime", "Npgsql")
            .AddOtlpExporter()
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton<IConfiguration>(settings))
            .SetResourceBuilder(resource)
            .AddSource(TraceIds.Source, "Npgsql")
            .AddProcessor<SpanAttributes>()
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Sends what there is to send, but waits for no receiver that is away.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => _traces?.Shutdown(LongestFlushMilliseconds), CancellationToken.None),
        Task.Run(() => _metrics?.Shutdown(LongestFlushMilliseconds), CancellationToken.None));

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        _failures?.Dispose();
    }
}
