using System.Runtime.CompilerServices;
using Secrets.Api.Responses;

namespace Secrets.Api.Cli;

/// <summary>Consecutive events of one request with the same action: an export of many secrets is one run.</summary>
/// <param name="Newest">The newest of the events.</param>
/// <param name="Count">The number of events.</param>
internal sealed record AuditRun(AuditEventResponse Newest, int Count)
{
    // Commands have no request id. Events of one command follow each other quickly.
    private static readonly TimeSpan MaxGap = TimeSpan.FromSeconds(1);

    /// <summary>Joins events into runs, as they are read.</summary>
    /// <param name="events">The newest first.</param>
    public static async IAsyncEnumerable<AuditRun> FoldAsync(
        IAsyncEnumerable<AuditEventResponse> events,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        (AuditRun Run, AuditEventResponse Oldest)? open = null;
        await foreach (var e in events.WithCancellation(cancellationToken))
        {
            if (open is var (run, oldest) && AreTogether(oldest, e))
            {
                open = (run with { Count = run.Count + 1 }, e);
                continue;
            }

            if (open is var (ended, _))
            {
                yield return ended;
            }

            open = (new AuditRun(e, 1), e);
        }

        if (open is var (last, _))
        {
            yield return last;
        }
    }

    private static bool AreTogether(AuditEventResponse newer, AuditEventResponse older) =>
        newer.SecretId is not null
        && older.SecretId is not null
        && (newer.RequestId, newer.Action, newer.Result, newer.KeyId, newer.ClientIp)
            == (older.RequestId, older.Action, older.Result, older.KeyId, older.ClientIp)
        && (newer.RequestId.Length > 0 || newer.At - older.At < MaxGap);
}
