using System.Diagnostics;
using OpenTelemetry;

namespace Secrets.Api.Observability;

/// <summary>
/// Exports only attributes of spans that cannot contain anything of a secret. Paths contain names, clients can send any host, and new
/// versions of libraries may add attributes. SQL has parameters instead of values. Statements of background services are not exported at
/// all.
/// </summary>
internal sealed class SpanAttributes : BaseProcessor<Activity>
{
    public const string RequestId = "secrets.request_id";

    private static readonly HashSet<string> OfRequests = new(StringComparer.Ordinal)
    {
        "http.request.method",
        "http.route",
        "http.response.status_code",
        "network.protocol.version",
        "url.scheme",
        RequestId,
        "error.type",
    };

    private static readonly HashSet<string> OfStatements = new(StringComparer.Ordinal)
    {
        "db.system.name",
        "db.namespace",
        "db.query.text",
        "db.response.status_code",
        "error.type",
        "server.address",
        "server.port",
    };

    public override void OnEnd(Activity data)
    {
        if (data is { Kind: ActivityKind.Client, ParentSpanId: var parent } && parent == default)
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        var kept = data.Kind == ActivityKind.Client ? OfStatements : OfRequests;
        List<string>? dropped = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (!kept.Contains(tag.Key))
            {
                (dropped ??= []).Add(tag.Key);
            }
        }

        dropped?.ForEach(key => data.SetTag(key, null));
        if (data.StatusDescription is not null)
        {
            // The description may be the message of an exception.
            data.SetStatus(data.Status);
        }
    }
}
