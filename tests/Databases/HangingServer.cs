using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Secrets.Tests.Databases;

/// <summary>Stands between a client and a server, and can hang: connections are taken, and what is sent stays where it is.</summary>
internal sealed class HangingServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private readonly string _host;
    private readonly int _port;
    private volatile TaskCompletionSource _running = Running();
    private int _accepted;
    private int _open;
    private volatile int _firstAlive;

    public HangingServer(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections that neither side has closed.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Hang() => _running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _running.TrySetResult();

    /// <summary>What is sent on the connections that are open is thrown away from now on, and nobody is told.</summary>
    public void Lose() => _firstAlive = Accepted + 1;

    /// <summary>Closes all connections, as a firewall does with idle ones.</summary>
    public void CloseAll()
    {
        while (_connections.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private static TaskCompletionSource Running()
    {
        var running = new TaskCompletionSource();
        running.SetResult();
        return running;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync();
            var number = Interlocked.Increment(ref _accepted);
            var server = new TcpClient(_host, _port);
            _connections.Add(client);
            _connections.Add(server);
            _ = RelayAsync(number, client, server);
        }
    }

    private async Task RelayAsync(int number, TcpClient client, TcpClient server)
    {
        Interlocked.Increment(ref _open);
        await Task.WhenAny(CopyAsync(number, client, server), CopyAsync(number, server, client));
        Interlocked.Decrement(ref _open);
    }

    private async Task CopyAsync(int number, TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var read)
            {
                await _running.Task;
                if (number >= _firstAlive)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side has closed; so does the other.
        }

        from.Dispose();
        to.Dispose();
    }
}
