using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Secrets.Api.Connections;

/// <summary>
/// Limits open connections by the setting and by the limit of open files, and closes idle ones when the service stops.
/// </summary>
/// <param name="limit">The setting <c>Limits__Connections</c>.</param>
internal sealed partial class OpenConnections(int limit, OpenFiles files, ILogger<OpenConnections> logger)
{
    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<OpenConnection, bool> _all = new();
    private readonly TimeProvider _time = TimeProvider.System;
    private int _count;
    private long _lastWarning;

    /// <summary>Warns if the limit of open files allows fewer connections than the setting.</summary>
    public void WarnOfFewFiles()
    {
        if (files.Room() is var room && room < limit)
        {
            LogFewFiles(logger, limit, files.Limit, room);
        }
    }

    /// <summary>Counts an accepted connection. Returns false if it must be closed.</summary>
    public bool TryAdd(Socket socket)
    {
        // The system assigns the lowest free descriptor, so all lower ones are in use.
        var isWithinFiles = OperatingSystem.IsWindows() || socket.Handle < files.Limit - files.Reserved;
        if (isWithinFiles && Interlocked.Increment(ref _count) <= limit)
        {
            return true;
        }

        if (isWithinFiles)
        {
            Interlocked.Decrement(ref _count);
        }

        if (IsWarningDue())
        {
            LogClosed(logger, limit, files.Limit);
        }

        return false;
    }

    /// <summary>Warns that a connection waits until the process has a free descriptor.</summary>
    public void WarnOfNoDescriptor(Exception exception)
    {
        if (IsWarningDue())
        {
            LogNoDescriptor(logger, files.Limit, exception);
        }
    }

    /// <summary>Tracks a counted connection until it ends.</summary>
    public async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        var connection = new OpenConnection(context, _time);
        _all[connection] = true;
        context.Features.Set(connection);
        try
        {
            await next(context);
        }
        finally
        {
            _all.TryRemove(connection, out _);
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Aborts connections that Kestrel does not close when it stops: half-sent headers and handshakes.</summary>
    public async Task CloseIdleAsync(CancellationToken cancellationToken)
    {
        do
        {
            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var (connection, _) in _all)
            {
                if (connection.IsIdle)
                {
                    connection.Abort();
                }
            }
        } while (!_all.IsEmpty && !cancellationToken.IsCancellationRequested);
    }

    private bool IsWarningDue()
    {
        var last = Volatile.Read(ref _lastWarning);
        return (last == 0 || _time.GetElapsedTime(last) > WarningInterval)
            && Interlocked.CompareExchange(ref _lastWarning, _time.GetTimestamp(), last) == last;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Limits__Connections is {Limit}, but with at most {Files} open files there is room for about {Room} connections. "
            + "Raise the limit of open files (ulimit -n, LimitNOFILE=), or lower Limits__Connections."
    )]
    private static partial void LogFewFiles(ILogger logger, int limit, int files, int room);

    [LoggerMessage(
        LogLevel.Warning,
        "New connections are closed: Limits__Connections is {Limit}, and the process may have at most {Files} open files."
    )]
    private static partial void LogClosed(ILogger logger, int limit, int files);

    [LoggerMessage(
        LogLevel.Warning,
        "New connections wait: the process has reached its limit of {Files} open files. "
            + "Lower Limits__Connections, or raise the limit of open files."
    )]
    private static partial void LogNoDescriptor(ILogger logger, int files, Exception exception);
}
