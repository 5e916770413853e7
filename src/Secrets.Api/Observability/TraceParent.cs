using System.Diagnostics;

namespace Secrets.Api.Observability;

/// <summary>Takes a well-formed <c>traceparent</c> from a client and nothing else: what it says besides would end up in logs and traces as it is.</summary>
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
