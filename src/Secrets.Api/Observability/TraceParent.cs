using System.Diagnostics;

namespace Secrets.Api.Observability;

/// <summary>Accepts only a valid <c>traceparent</c> from clients. Logs and traces would contain any other text as it was sent.</summary>
internal sealed class TraceParent : DistributedContextPropagator
{
    private const string Header = "traceparent";

    public override IReadOnlyCollection<string> Fields { get; } = [Header];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) { }

    public override void ExtractTraceIdAndState(
        object? carrier,
        PropagatorGetterCallback? getter,
        out string? traceId,
        out string? traceState
    )
    {
        traceId = traceState = null;
        string? sent = null;
        getter?.Invoke(carrier, Header, out sent, out _);
        if (ActivityContext.TryParse(sent, traceState: null, isRemote: true, out _))
        {
            traceId = sent;
        }
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
