using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Secrets.Api.Connections;

/// <summary>
/// Accepts connections as the web server's own listener does, except that it closes those beyond the limit before anything is
/// allocated for them, and waits for descriptors instead of asking for them in a loop.
/// </summary>
internal sealed class ConnectionListener(Socket socket, SocketConnectionContextFactory contexts, OpenConnections connections)
    : IConnectionListener
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);

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
                connections.WarnOfNone(e);
                await Task.Delay(BetweenAttempts, cancellationToken);
            }
            catch (SocketException)
            {
                // The client has gone before it was accepted.
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
