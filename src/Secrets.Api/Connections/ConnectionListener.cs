using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Secrets.Api.Connections;

/// <summary>
/// Accepts connections like the web server's own listener, with two differences. Connections beyond the limit are closed before anything is
/// allocated for them. If the process has no free descriptor, the listener waits instead of retrying in a busy loop.
/// </summary>
internal sealed class ConnectionListener(Socket socket, SocketConnectionContextFactory contexts, OpenConnections connections)
    : IConnectionListener
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken);
                if (!connections.TryAdd(accepted))
                {
                    accepted.Dispose();
                    continue;
                }

                if (accepted.LocalEndPoint is IPEndPoint)
                {
                    accepted.NoDelay = true;
                }

                return contexts.Create(accepted);
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                connections.WarnOfNoDescriptor(e);
                await Task.Delay(RetryDelay, cancellationToken);
            }
            catch (SocketException)
            {
                // The client disconnected before it was accepted.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        contexts.Dispose();
        return ValueTask.CompletedTask;
    }
}
