using System.Data.Common;
using Dapper;
using Npgsql;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>A database on a Postgres server.</summary>
internal sealed class PostgresDatabase : IDatabase, IAsyncDisposable
{
    private const string Ranges = "json_array_elements(CAST(@Ranges AS json))";

    // An arbitrary number, the same in every replica.
    private const long ExclusiveLock = 0x6373_0001;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly PostgresConnections _connections;
    private readonly PostgresStatements _statements;
    private readonly PostgresLimits _limits;
    private readonly PostgresQueues _queues;
    private volatile string? _writeFault;

    /// <param name="hasPooler">True if a connection pooler such as PgBouncer stands in front of the server.</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    public PostgresDatabase(string connectionString, bool hasPooler = false)
    {
        _connections = new PostgresConnections(PostgresConnectionString.Read(connectionString, hasPooler));
        _statements = new PostgresStatements(_connections, hasPooler);
        _limits = new PostgresLimits(hasPooler);
        _queues = new PostgresQueues(_statements, _limits);
        HasPooler = hasPooler;
    }

    public string Now => "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    public string ForUpdate => "FOR UPDATE";

    // OFFSET keeps the planner from making a join of it.
    public string IsInRanges =>
        $"""
        EXISTS (WITH ranges AS MATERIALIZED (SELECT value ->> 0 AS low, value ->> 1 AS high FROM {Ranges})
                SELECT 1 FROM ranges WHERE name >= low AND name < high LIMIT 1 OFFSET 0)
        """;

    public bool HasPooler { get; }

    /// <inheritdoc cref="IDatabaseServer.Place"/>
    public string Place => _connections.Place;

    /// <inheritdoc cref="IDatabaseServer.WriteFault"/>
    public string? WriteFault => _writeFault;

    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        object parameters,
        CancellationToken cancellationToken,
        bool authenticates = false
    )
    {
        try
        {
            return await MapFailuresAsync(
                WaitAsync(
                    _statements.ReadAsync(
                        authenticates ? ConnectionLane.Authentication : ConnectionLane.Query,
                        (connection, lost) => QueryAsync<T>(connection, _limits.Read + sql, parameters, lost),
                        cancellationToken
                    ),
                    cancellationToken
                )
            );
        }
        catch (StorageUnavailableException e) when (HasNul(e))
        {
            return [];
        }
    }

    public async Task<T?> FindAsync<T>(string sql, object parameters, CancellationToken cancellationToken, bool authenticates = false)
        where T : class
    {
        try
        {
            var query = new Statement(sql, parameters) { HasResult = true, Order = BatchOrder.Last };
            return await MapFailuresAsync(_queues.FindAsync<T>(query, authenticates, Timeout, cancellationToken));
        }
        catch (StorageUnavailableException e) when (HasNul(e))
        {
            return null;
        }
    }

    // OFFSET has the ranges looked up one by one. Without it, the planner may read all rows of the owner and then compare ranges. ORDER BY
    // decides for the index by name if others cost the same, as they do in an empty table.
    public string RowsInRanges(string table) =>
        $"""
        (SELECT found.* FROM {Ranges} AS ranges CROSS JOIN LATERAL (
             SELECT * FROM {table} WHERE owner_id = @OwnerId AND name >= ranges.value ->> 0 AND name < ranges.value ->> 1
             ORDER BY name OFFSET 0
         ) AS found) AS {table}
        """;

    public Task<IReadOnlyList<StatementResult>> WriteAsync(IReadOnlyList<Statement> statements) =>
        NoteFaultAsync(MapFailuresAsync(_queues.WriteAsync(statements, Timeout)));

    public Task<T> TransactAsync<T>(Func<DbConnection, Task<T>> work)
    {
        var isCommitting = false;
        return NoteFaultAsync(MapFailuresAsync(WaitAsync(_statements.WriteAsync(RunAsync, () => isCommitting), CancellationToken.None)));

        async Task<T> RunAsync(NpgsqlConnection connection)
        {
            isCommitting = false;
            await connection.ExecuteAsync(Command(_limits.Transaction, parameters: null, CancellationToken.None));
            var result = await work(connection);
            isCommitting = true;
            await connection.ExecuteAsync(Command("COMMIT TRANSACTION", parameters: null, CancellationToken.None));
            return result;
        }
    }

    public Task<T> ExclusiveAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken, bool isLimited = true) =>
        MapFailuresAsync(RunExclusivelyAsync(work, isLimited, cancellationToken));

    /// <summary>Returns the encoding of the database, and true if there is no pooler between this process and the server.</summary>
    /// <exception cref="StorageUnavailableException">The server does not respond.</exception>
    public Task<(string Encoding, bool IsDirect)> FindSessionAsync(CancellationToken cancellationToken) =>
        MapFailuresAsync(
            WaitAsync(
                _statements.ReadAsync(
                    ConnectionLane.Query,
                    async (connection, lost) =>
                    {
                        var (id, encoding) = await connection.QuerySingleAsync<(int, string)>(
                            Command("SELECT pg_backend_pid(), current_setting('server_encoding')", parameters: null, lost)
                        );
                        return (encoding, id == connection.ProcessID);
                    },
                    cancellationToken
                ),
                cancellationToken
            )
        );

    public ValueTask DisposeAsync()
    {
        _statements.Dispose();
        return _connections.DisposeAsync();
    }

    private async Task<T> RunExclusivelyAsync<T>(Func<DbConnection, Task<T>> work, bool isLimited, CancellationToken cancellationToken)
    {
        await using var rented = await BeginExclusivelyAsync(isLimited, cancellationToken);
        var connection = rented.Connection;
        var result = await work(connection);

        // Not a DbTransaction: its commit has the time limit of the connection. If this is not reached, the pool rolls the transaction
        // back.
        var warnings = new CommitWarnings(connection);
        await connection.ExecuteAsync(Command("COMMIT TRANSACTION", parameters: null, CancellationToken.None));
        warnings.ThrowIfWarned();
        return result;
    }

    private async Task<RentedConnection> BeginExclusivelyAsync(bool isLimited, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var rented = await _connections.RentAsync(ConnectionLane.Regular, cancellationToken);
            try
            {
                await rented.Connection.ExecuteAsync(
                    new CommandDefinition(isLimited ? _limits.Exclusive : _limits.Unlimited, cancellationToken: cancellationToken)
                );
                await rented.Connection.ExecuteAsync(
                    new CommandDefinition(
                        "SELECT pg_advisory_xact_lock(@ExclusiveLock)",
                        new { ExclusiveLock },
                        commandTimeout: isLimited ? 90 : 0,
                        cancellationToken: cancellationToken
                    )
                );
                return rented;
            }
            catch (Exception e)
            {
                await rented.DisposeAsync();
                if (attempt == PostgresStatements.MaxAttempts || e is not NpgsqlException failure || !ConnectionLoss.Is(failure))
                {
                    throw;
                }
            }
        }
    }

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken lost) =>
        new(sql, parameters, commandTimeout: 0, cancellationToken: lost);

    // The first result belongs to the statement that sets the limits.
    private static async Task<IReadOnlyList<T>> QueryAsync<T>(
        NpgsqlConnection connection,
        string sql,
        object parameters,
        CancellationToken lost
    )
    {
        await using var results = await connection.QueryMultipleAsync(Command(sql, parameters, lost));
        await results.ReadAsync<string>();
        if (results.IsConsumed)
        {
            // Npgsql loses the result of a statement that takes the place of another prepared one. The read is repeated.
            throw new NpgsqlException("The result of a statement was missing.", new IOException());
        }

        return (await results.ReadAsync<T>()).AsList();
    }

    private async Task<T> NoteFaultAsync<T>(Task<T> write)
    {
        try
        {
            var result = await write;
            _writeFault = null;
            return result;
        }
        catch (StorageUnavailableException e)
            when (e.InnerException
                    is PostgresException
            {
                SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IoError
            } cause
            )
        {
            _writeFault = $"Postgres does not accept writes (error {cause.SqlState}).";
            throw;
        }
    }

    private static async Task<T> WaitAsync<T>(Task<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work.WaitAsync(Timeout, cancellationToken);
        }
        catch (TimeoutException) when (work.IsCompleted)
        {
            // After a pause of the process, the timeout fires although the result is there.
            return await work;
        }
    }

    private static async Task<T> MapFailuresAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new UniqueViolationException(e);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw new ForeignKeyViolationException(e);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            var reason = e is TimeoutException ? "it did not respond in time" : "it refused a statement or the connection failed";
            throw new StorageUnavailableException($"Postgres is unavailable: {reason}.", e);
        }
    }

    // Postgres cannot store a text with NUL, so no row can match.
    private static bool HasNul(StorageUnavailableException e) =>
        e.InnerException is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire };
}
