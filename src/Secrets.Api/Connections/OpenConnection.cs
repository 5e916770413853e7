using Microsoft.AspNetCore.Connections;

namespace Secrets.Api.Connections;

/// <summary>A connection, and how many requests of it are under way.</summary>
internal sealed class OpenConnection(ConnectionContext context, TimeProvider time)
{
    // The rest of a response may still be on its way when its request has ended.
    private static readonly TimeSpan MaxFlush = TimeSpan.FromSeconds(5);

    private int _requests;
    private long _lastEnd;

    /// <summary>True if no request of it is under way, such as where only half of a head has come.</summary>
    public bool IsIdle =>
        Volatile.Read(ref _requests) == 0 && Volatile.Read(ref _lastEnd) is var end && (end == 0 || time.GetElapsedTime(end) > MaxFlush);

    public void Begin() => Interlocked.Increment(ref _requests);

    public void End()
    {
        Volatile.Write(ref _lastEnd, time.GetTimestamp());
        Interlocked.Decrement(ref _requests);
    }

    public void Abort() =>
        context.Abort(new ConnectionAbortedException("The service stops, and no request of this connection is under way."));
}
