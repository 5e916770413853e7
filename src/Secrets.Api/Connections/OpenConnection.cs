using Microsoft.AspNetCore.Connections;

namespace Secrets.Api.Connections;

/// <summary>An open connection and the number of its active requests.</summary>
internal sealed class OpenConnection(ConnectionContext context, TimeProvider time)
{
    // The end of a response may still be in transit when its request has ended.
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private int _requests;
    private long _lastEnd;

    /// <summary>True if the connection has no active request, for example if only half of the headers have arrived.</summary>
    public bool IsIdle =>
        Volatile.Read(ref _requests) == 0
        && Volatile.Read(ref _lastEnd) is var end
        && (end == 0 || time.GetElapsedTime(end) > FlushTimeout);

    public void Begin() => Interlocked.Increment(ref _requests);

    public void End()
    {
        Volatile.Write(ref _lastEnd, time.GetTimestamp());
        Interlocked.Decrement(ref _requests);
    }

    public void Abort() => context.Abort(new ConnectionAbortedException("The service stops, and this connection has no active request."));
}
