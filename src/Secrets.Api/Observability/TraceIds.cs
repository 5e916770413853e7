using System.Diagnostics;

namespace Secrets.Api.Observability;

/// <summary>A listener for which the web server gives each request a trace id, which log lines have. OpenTelemetry has its own if traces
/// are exported.</summary>
internal sealed class TraceIds : IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public TraceIds() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();
}
