using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Secrets.Api.Connections;

/// <summary>Creates the listeners of the web server.</summary>
internal sealed class ConnectionListenerFactory(
    OpenConnections connections,
    IOptions<SocketTransportOptions> options,
    ILoggerFactory loggers
) : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = Bind(endpoint);
        socket.Listen(options.Value.Backlog);
        var contexts = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), loggers.CreateLogger<ConnectionListener>());
        return ValueTask.FromResult<IConnectionListener>(new ConnectionListener(socket, contexts, connections));
    }

    private static Socket Bind(EndPoint endpoint)
    {
        UnixSocket.RemoveStale(endpoint);
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(e.Message, e);
        }
    }
}
