using Npgsql;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>Reads the operator's connection string and adds the service's own defaults.</summary>
internal static class PostgresConnectionString
{
    private const int DefaultMaxPoolSize = 20;

    /// <exception cref="SettingException">A keyword or value of the connection string cannot be used.</exception>
    public static NpgsqlConnectionStringBuilder Read(string connectionString, bool hasPooler)
    {
        var builder = ConnectionSettings.Read<NpgsqlConnectionStringBuilder>(connectionString);
        if (builder.Port > ushort.MaxValue)
        {
            // Npgsql checks this only when it connects.
            throw new SettingException(ConnectionSettings.Setting, "the value of 'port' cannot be used.");
        }

        builder.Enlist = false;

        // The detail puts column values into exceptions, which are logged.
        builder.IncludeErrorDetail = false;
        SetUnlessGiven("Timeout", () => builder.Timeout = 5);

        // Applies to statements within a transaction. All others have no limit of Npgsql: see PostgresStatements.
        SetUnlessGiven("Command Timeout", () => builder.CommandTimeout = 30);

        // The service sets nothing in a session, and a reset whose response never comes cannot be abandoned.
        SetUnlessGiven("No Reset On Close", () => builder.NoResetOnClose = true);
        SetUnlessGiven("Keepalive", () => builder.KeepAlive = 30);
        SetUnlessGiven("Tcp Keepalive", () => builder.TcpKeepAlive = true);

        // By default Npgsql skips a host that failed or was a standby for ten seconds, although it may be the primary by now.
        SetUnlessGiven("Host Recheck Seconds", () => builder.HostRecheckSeconds = 1);

        // More connections only slow each other down, and servers commonly allow 100 for all services together.
        SetUnlessGiven("Maximum Pool Size", () => builder.MaxPoolSize = Math.Max(DefaultMaxPoolSize, builder.MinPoolSize));

        // If the server allows few connections, other processes get those that this one does not use.
        SetUnlessGiven("Connection Idle Lifetime", () => builder.ConnectionIdleLifetime = 60);
        SetUnlessGiven("Application Name", () => builder.ApplicationName = "secrets");

        // By default each new connection loads the Kerberos libraries and looks for a ticket.
        SetUnlessGiven("GSS Encryption Mode", () => builder.GssEncryptionMode = GssEncryptionMode.Disable);
        if (hasPooler)
        {
            // A prepared statement belongs to one session of the server, and a pooler switches sessions.
            builder.MaxAutoPrepare = 0;
            builder.NoResetOnClose = true;
        }
        else
        {
            // More than there are statements: one that takes the place of another may lose its result.
            SetUnlessGiven("Max Auto Prepare", () => builder.MaxAutoPrepare = 500);
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
