using System.Diagnostics;

namespace Secrets.Api.Observability;

/// <summary>Has the web server give each request a trace id for the lines that are logged, whether traces are exported or not.</summary>
internal sealed class TraceIds : IDisposable
{
    /// <summary>What the web server makes the activities of requests with.</summary>
    public const string Source = "Microsoft.AspNetCore";

    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == Source,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public TraceIds() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();
}
