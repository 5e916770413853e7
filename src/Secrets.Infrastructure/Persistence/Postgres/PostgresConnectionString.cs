using Npgsql;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>The operator's connection string with the service's own defaults.</summary>
internal static class PostgresConnectionString
{
    private const int DefaultMaxPoolSize = 20;

    /// <exception cref="SettingException">A keyword or value of the connection string cannot be used.</exception>
    public static NpgsqlConnectionStringBuilder Read(string connectionString, bool hasPooler)
    {
        var builder = ConnectionSettings.Read<NpgsqlConnectionStringBuilder>(connectionString);
        if (builder.Port > ushort.MaxValue)
        {
            // Npgsql notices that only when it connects.
            throw new SettingException(ConnectionSettings.Setting, "the value of 'port' cannot be used.");
        }

        builder.Enlist = false;

        // It would put rows into exceptions, and those are logged.
        builder.IncludeErrorDetail = false;
        SetUnlessGiven("Timeout", () => builder.Timeout = 5);

        // Of statements within a transaction; all others have none, see PostgresStatements.
        SetUnlessGiven("Command Timeout", () => builder.CommandTimeout = 30);

        // Nothing is set in sessions; and what waits for the answer to a reset cannot be given up.
        SetUnlessGiven("No Reset On Close", () => builder.NoResetOnClose = true);
        SetUnlessGiven("Keepalive", () => builder.KeepAlive = 30);
        SetUnlessGiven("Tcp Keepalive", () => builder.TcpKeepAlive = true);

        // Of several hosts, one that was away or a standby is otherwise passed over for ten seconds, though it may be the primary by now.
        SetUnlessGiven("Host Recheck Seconds", () => builder.HostRecheckSeconds = 1);

        // More at once only get into each other's way, and servers commonly take 100 of all services.
        SetUnlessGiven("Maximum Pool Size", () => builder.MaxPoolSize = Math.Max(DefaultMaxPoolSize, builder.MinPoolSize));

        // Where the server allows few connections, other processes get those that are not used.
        SetUnlessGiven("Connection Idle Lifetime", () => builder.ConnectionIdleLifetime = 60);
        SetUnlessGiven("Application Name", () => builder.ApplicationName = "secrets");

        // Otherwise each new connection looks for a Kerberos ticket first, in libraries that are loaded for it.
        SetUnlessGiven("GSS Encryption Mode", () => builder.GssEncryptionMode = GssEncryptionMode.Disable);
        if (hasPooler)
        {
            // Another session may have the prepared statement, or lack it.
            builder.MaxAutoPrepare = 0;
            builder.NoResetOnClose = true;
        }
        else
        {
            SetUnlessGiven("Max Auto Prepare", () => builder.MaxAutoPrepare = 50);
            SetUnlessGiven("Auto Prepare Min Usages", () => builder.AutoPrepareMinUsages = 2);
            builder.Options += PostgresLimits.Session;
        }

        return builder;

        void SetUnlessGiven(string keyword, Action set)
        {
            if (!builder.ShouldSerialize(keyword))
            {
                set();
            }
        }
    }
}
