using System.Diagnostics;
using OpenTelemetry;

namespace Secrets.Api.Observability;

/// <summary>
/// Lets only those attributes of spans leave that cannot hold anything of a secret: a path has its name, and libraries
/// may add what they like with their next version. SQL is ours and has parameters in the place of what is stored. What the
/// service asks the database of its own accord, each second, does not leave at all.
/// </summary>
internal sealed class SpanAttributes : BaseProcessor<Activity>
{
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "http.request.method", "http.route", "http.response.status_code", "network.protocol.version", "url.scheme", "secrets.request_id",
        "db.system.name", "db.namespace", "db.query.text", "db.response.status_code", "error.type", "server.address", "server.port",
    };

    public override void OnEnd(Activity data)
    {
        if (data is { Kind: ActivityKind.Client, ParentSpanId: var parent } && parent == default)
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        List<string>? dropped = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (!Kept.Contains(tag.Key))
            {
                (dropped ??= []).Add(tag.Key);
            }
        }

        dropped?.ForEach(key => data.SetTag(key, null));
        if (data.StatusDescription is not null)
        {
            // It may be the message of an exception.
            data.SetStatus(data.Status);
        }
    }
}
