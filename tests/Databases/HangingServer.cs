using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Secrets.Tests.Databases;

/// <summary>Relays connections to a server. While it hangs, it still accepts connections, but forwards nothing.</summary>
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

    /// <summary>The number of accepted connections.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>The number of connections that neither side has closed.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Hang() => _running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _running.TrySetResult();

    /// <summary>Silently drops all data on the open connections from now on.</summary>
    public void Lose() => _firstAlive = Accepted + 1;

    /// <summary>Closes all connections, like a firewall that closes idle ones.</summary>
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
            // One side has closed the connection. The other side is closed below.
        }

        from.Dispose();
        to.Dispose();
    }
}
