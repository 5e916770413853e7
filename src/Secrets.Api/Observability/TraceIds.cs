using System.Diagnostics;

namespace Secrets.Api.Observability;

/// <summary>
/// Listens to the web server's activities, so that each request has a trace id for the log. OpenTelemetry has its own listener if traces
/// are exported.
/// </summary>
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
