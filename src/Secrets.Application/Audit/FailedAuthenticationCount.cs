namespace Secrets.Application.Audit;

/// <summary>
/// Counts requests without a valid key, so that a flood of them is one event now and then. What has been counted when the
/// process is killed is lost.
/// </summary>
public sealed class FailedAuthenticationCount(AuditTrail audit)
{
    private long _count;
    private Sample _last = new("", "");

    public void Add(string requestId, string peer)
    {
        Volatile.Write(ref _last, new Sample(requestId, peer));
        Interlocked.Increment(ref _count);
    }

    /// <summary>Writes one event for all since the last time, with the request id and the address of the latest. What cannot be written is kept.</summary>
    public async Task WriteAsync()
    {
        var count = Interlocked.Exchange(ref _count, 0);
        if (count == 0)
        {
            return;
        }

        try
        {
            var last = Volatile.Read(ref _last);
            var caller = Caller.Operator with { RequestId = last.RequestId, Peer = last.Peer };
            await audit.AppendAsync(caller, AuditActions.FailAuthentication, result: AuditResults.Denied, count: count);
        }
        catch
        {
            Interlocked.Add(ref _count, count);
            throw;
        }
    }

    private sealed record Sample(string RequestId, string Peer);
}
