using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Secrets.Application;

namespace Secrets.Api.Observability;

/// <summary>Exports metrics and traces by OTLP, configured by the standard variables of OpenTelemetry.</summary>
internal static class Telemetry
{
    public static void AddTo(WebApplicationBuilder builder)
    {
        // Events of spans are exceptions, with messages of the database and stack traces.
        builder.Configuration.AddInMemoryCollection([new("OTEL_SPAN_EVENT_COUNT_LIMIT", "0"), new("OTEL_SPAN_LINK_COUNT_LIMIT", "0")]);

        // With this propagator, the instrumentation uses the parent from TraceParent. The default one reads the request again, with its
        // tracestate and baggage.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());

        builder
            .Services.AddHostedService<LastExport>()
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource
                    .AddService("secrets", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3))
                    .AddEnvironmentVariableDetector()
            )
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(ServiceMetrics.MeterName)
                    .AddAspNetCoreInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddNpgsqlInstrumentation()
                    .AddInstrumentation<ExporterFailures>()
                    .AddOtlpExporter()
            )
            .WithTracing(traces =>
                traces
                    .AddAspNetCoreInstrumentation(options =>
                        options.EnrichWithHttpResponse = (span, response) =>
                            span.SetTag(SpanAttributes.RequestId, response.HttpContext.TraceIdentifier)
                    )
                    .AddNpgsql()
                    .AddProcessor<SpanAttributes>()
                    .AddOtlpExporter()
            );
    }
}
