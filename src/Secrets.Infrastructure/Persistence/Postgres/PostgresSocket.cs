using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Npgsql;
using Npgsql.Internal;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Accesses the socket of a connection, which Npgsql does not expose. The socket shows whether a server or a firewall has closed an idle
/// connection before a statement is sent. Closing it does not make Npgsql ask the server to end the statement.
/// </summary>
internal static class PostgresSocket
{
    /// <summary>
    /// Returns true if there is unexpected input: the end of the connection, or a message that usually gives the reason of the end.
    /// </summary>
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

    /// <summary>Closes the socket, so that a statement that waits for the server fails.</summary>
    public static void Sever(NpgsqlConnection connection) => Socket(connection)?.Dispose();

#pragma warning disable NPG9001 // The tests of closed connections fail if a newer Npgsql lacks it.
    private static Socket? Socket(NpgsqlConnection connection) => Connector(connection) is { } connector ? Socket(connector) : null;

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Connector")]
    private static extern NpgsqlConnector? Connector(NpgsqlConnection connection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_socket")]
    private static extern ref Socket Socket(NpgsqlConnector connector);
#pragma warning restore NPG9001
}
