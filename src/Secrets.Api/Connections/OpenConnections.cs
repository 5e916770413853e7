using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Secrets.Api.Connections;

/// <summary>
/// Bounds the connections that are open at once, by the setting and by the limit of open files, and closes those that are idle
/// when the service stops.
/// </summary>
/// <param name="limit">What <c>Limits__Connections</c> says.</param>
internal sealed partial class OpenConnections(int limit, OpenFiles files, ILogger<OpenConnections> logger)
{
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<OpenConnection, bool> _all = new();
    private readonly TimeProvider _time = TimeProvider.System;
    private int _count;
    private long _lastWarning;

    /// <summary>Warns at the start if the limit of open files allows fewer connections than the setting.</summary>
    public void WarnOfFewFiles()
    {
        if (files.Room() is var room && room < limit)
        {
            LogFewFiles(logger, limit, files.Limit, room);
        }
    }

    /// <summary>Counts a connection that was accepted, or returns false if it has to be closed.</summary>
    public bool TryAdd(Socket socket)
    {
        // The system gives the lowest number that is free: all below it are in use.
        var isWithinFiles = OperatingSystem.IsWindows() || socket.Handle < files.Limit - files.Kept;
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
            LogTurnedAway(logger, limit, files.Limit);
        }

        return false;
    }

    /// <summary>Says that the system has no descriptor for a connection; it waits until there is one.</summary>
    public void WarnOfNone(Exception exception)
    {
        if (IsWarningDue())
        {
            LogNoDescriptor(logger, files.Limit, exception);
        }
    }

    /// <summary>Runs a connection that was counted.</summary>
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

    /// <summary>Aborts what the server does not close by itself when it stops: half-sent heads and handshakes.</summary>
    public async Task CloseIdleAsync(CancellationToken cancellationToken)
    {
        do
        {
            await Task.Delay(BetweenLooks, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        return (last == 0 || _time.GetElapsedTime(last) > BetweenWarnings)
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
        "Connections are closed as they come: Limits__Connections is {Limit}, and at most {Files} files may be open."
    )]
    private static partial void LogTurnedAway(ILogger logger, int limit, int files);

    [LoggerMessage(
        LogLevel.Warning,
        "Connections wait: the process has no free descriptor, of at most {Files} open files. "
            + "Lower Limits__Connections, or raise the limit of open files."
    )]
    private static partial void LogNoDescriptor(ILogger logger, int files, Exception exception);
}
