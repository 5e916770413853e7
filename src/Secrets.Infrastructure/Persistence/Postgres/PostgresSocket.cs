using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Npgsql;
using Npgsql.Internal;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// The socket of a connection, which Npgsql shows to nobody: only it tells whether a server or a firewall has closed an idle connection
/// before a statement is sent, and can be closed without Npgsql asking the server to end the statement.
/// </summary>
internal static class PostgresSocket
{
    /// <summary>True if something came that nobody asked for: the end of the connection or a message, which mostly says why it ends.</summary>
    public static bool HasInput(NpgsqlConnection connection)
    {
        try
        {
            return Socket(connection)?.Poll(0, SelectMode.SelectRead) ?? true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Ends whatever waits for the server on this connection.</summary>
    public static void Sever(NpgsqlConnection connection) => Socket(connection)?.Dispose();

#pragma warning disable NPG9001 // The tests of closed connections show that it is still there in a newer Npgsql.
    private static Socket? Socket(NpgsqlConnection connection) => Connector(connection) is { } connector ? Socket(connector) : null;

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Connector")]
    private static extern NpgsqlConnector? Connector(NpgsqlConnection connection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_socket")]
    private static extern ref Socket Socket(NpgsqlConnector connector);
#pragma warning restore NPG9001
}
