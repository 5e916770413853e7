using Npgsql;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>Distinguishes failures of a connection from failures of a statement.</summary>
internal static class ConnectionLoss
{
    private const string IdleSessionTimeout = "57P05";

    /// <summary>Returns true if the connection ended. The outcome of a statement on it is unknown.</summary>
    public static bool Is(NpgsqlException e) =>
        e is PostgresException { SqlState: var state }
            ? state is IdleSessionTimeout or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                || state.StartsWith("08", StringComparison.Ordinal)
            : e.InnerException is IOException or System.Net.Sockets.SocketException;

    /// <summary>Returns true if the server ended the connection because it was idle. It has not read the statement.</summary>
    public static bool WasIdle(NpgsqlException e) => e.SqlState == IdleSessionTimeout;
}
