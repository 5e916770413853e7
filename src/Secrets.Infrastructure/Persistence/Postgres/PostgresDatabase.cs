using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Npgsql;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Postgres;

internal sealed class PostgresDatabase : IDatabase, IAsyncDisposable
{
    // Any number, as long as every replica takes the same.
    private const long StartupLock = 0x6373_0001;
    private const string PoolerSetting = "Storage__Pooler";
    private const string PoolerAdvice =
        "a connection pooler such as PgBouncer stands in front of the database. Set Storage__Pooler=true; it may pool sessions or transactions.";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly PostgresConnections _connections;
    private readonly PostgresStatements _statements;
    private readonly PostgresLimits _limits;
    private readonly bool _hasPooler;
    private (SettledPosition Position, long Transaction) _taken;
    private SettledPosition _settled;
    private volatile string? _writeFault;

    /// <param name="hasPooler">A connection pooler such as PgBouncer stands in front of the server.</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    public PostgresDatabase(string connectionString, bool hasPooler = false)
    {
        _hasPooler = hasPooler;
        _connections = new PostgresConnections(PostgresConnectionString.Read(connectionString, hasPooler));
        _statements = new PostgresStatements(_connections, hasPooler);
        _limits = new PostgresLimits(hasPooler);
    }

    public string Name => "Postgres";

    public string Version => "current_setting('server_version')";

    public string ForUpdate => "FOR UPDATE";

    public string? WriteFault => _writeFault;

    public string ForKeyShare => "FOR KEY SHARE";

    public string Now => "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    public string CountMigrationTables => "(SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migrations'))";

    public void Create() { }

    public string? FindFault() => null;

    public async Task CheckServerAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (encoding, isDirect) = await AnswerAsync(
                WaitAsync(
                    _statements.ReadAsync(
                        ConnectionLane.Query,
                        async (connection, left) =>
                        {
                            var (id, encoding) = await connection.QuerySingleAsync<(int, string)>(
                                Command("SELECT pg_backend_pid(), current_setting('server_encoding')", parameters: null, left)
                            );
                            return (encoding, id == connection.ProcessID);
                        },
                        cancellationToken
                    ),
                    cancellationToken
                )
            );
            if (encoding != "UTF8")
            {
                throw new SettingException(
                    "ConnectionStrings__Secrets",
                    $"the database's encoding is {encoding}, which cannot hold every name. Make one with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0."
                );
            }

            if (!isDirect && !_hasPooler)
            {
                throw new SettingException(PoolerSetting, PoolerAdvice);
            }
        }
        catch (StorageUnavailableException e)
            when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation } refusal && !_hasPooler)
        {
            // PgBouncer knows few parameters of a session.
            throw new SettingException(PoolerSetting, $"{PoolerAdvice} It says: {refusal.MessageText}.");
        }
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        object parameters,
        CancellationToken cancellationToken,
        bool authenticates = false
    )
    {
        try
        {
            var rows = _statements.ReadAsync(
                authenticates ? ConnectionLane.Authentication : ConnectionLane.Query,
                (connection, left) => LimitedAsync<T>(connection, _limits.Read + sql, parameters, left),
                cancellationToken
            );
            return await AnswerAsync(WaitAsync(rows, cancellationToken));
        }
        catch (StorageUnavailableException e)
            when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire })
        {
            // It is asked for text with NUL, which it cannot hold.
            return [];
        }
    }

    // A position is taken in a transaction that has its id already. So all that are not above the last one are settled once
    // every transaction has ended whose id is below one that was given after it was read.
    public async Task<SettledPosition> SettledPositionAsync(CancellationToken cancellationToken)
    {
        if (_taken.Transaction == 0)
        {
            var now = Stopwatch.GetTimestamp();
            var position = (
                await QueryAsync<long>(
                    "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM audit_position",
                    new { },
                    cancellationToken
                )
            )[0];
            var transaction = (await QueryAsync<long>("SELECT pg_current_xact_id()::text::bigint", new { }, cancellationToken))[0];
            _taken = (new SettledPosition(position, now), transaction);
        }

        var oldest = (await QueryAsync<long>("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint", new { }, cancellationToken))[
            0
        ];
        if (oldest >= _taken.Transaction)
        {
            _settled = _taken.Position;
            _taken = default;
        }

        return _settled;
    }

    public Task<int> WriteAsync(string sql, object parameters) =>
        WriteAsync(connection => connection.ExecuteAsync(Command(_limits.Write + sql, parameters, CancellationToken.None)));

    public Task<IReadOnlyList<T>> WriteAsync<T>(string sql, object parameters) =>
        WriteAsync(connection => LimitedAsync<T>(connection, _limits.Write + sql, parameters, CancellationToken.None));

    public Func<TRow, CancellationToken, Task<TResult?>> ShareQuery<TRow, TResult>(
        SharedStatement<TRow, TResult> statement,
        bool authenticates = false
    )
        where TRow : class
        where TResult : class
    {
        var sharing = new PostgresSharing<TRow, TResult>(
            rows =>
                _statements.ReadAsync(
                    authenticates ? ConnectionLane.Authentication : ConnectionLane.Regular,
                    (connection, left) => statement.RunTogetherAsync(connection, _limits.Shared, rows, commandTimeout: 0, left),
                    CancellationToken.None
                ),
            async row =>
                (await QueryAsync<TResult>(statement.One, statement.Parameters(row), CancellationToken.None, authenticates))
                    is [var result, ..]
                    ? result
                    : null
        );
        return (row, cancellationToken) => AnswerAsync(sharing.RunAsync(row, LongestWait, cancellationToken));
    }

    public Func<TRow, Task<TResult?>> ShareWrite<TRow, TResult>(SharedStatement<TRow, TResult> statement)
        where TRow : class
        where TResult : class
    {
        var sharing = new PostgresSharing<TRow, TResult>(
            rows =>
                _statements.WriteAsync(
                    connection => statement.RunTogetherAsync(connection, _limits.Shared, rows, commandTimeout: 0, CancellationToken.None),
                    isSent: () => true
                ),
            async row => (await WriteAsync<TResult>(statement.One, statement.Parameters(row))) is [var result, ..] ? result : null
        );
        return row => AnswerAsync(sharing.RunAsync(row, LongestWait, CancellationToken.None));
    }

    public Task<T> TransactAsync<T>(Func<DbConnection, Task<T>> work)
    {
        var isCommitting = false;
        return WriteAsync<T>(RunAsync, () => isCommitting);

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

    public Task<IReadOnlyList<TResult?>> RunAllAsync<TRow, TResult>(
        DbConnection connection,
        SharedStatement<TRow, TResult> statement,
        IReadOnlyList<TRow> rows
    )
        where TRow : class
        where TResult : class => statement.RunTogetherAsync(connection, limits: "", rows, commandTimeout: null, CancellationToken.None);

    public Task<T> ExclusiveAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken, bool isLimited = true) =>
        AnswerAsync(RunAloneAsync(work, isLimited, cancellationToken));

    // Rows that were deleted stay in its files until they are vacuumed and overwritten, and in its log.
    public Task<bool> EraseDeletedAsync() => Task.FromResult(false);

    public ValueTask DisposeAsync()
    {
        _statements.Dispose();
        return _connections.DisposeAsync();
    }

    private async Task<RentedConnection> BeginAloneAsync(bool isLimited, CancellationToken cancellationToken)
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
                        "SELECT pg_advisory_xact_lock(@StartupLock)",
                        new { StartupLock },
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

    private async Task<T> RunAloneAsync<T>(Func<DbConnection, Task<T>> work, bool isLimited, CancellationToken cancellationToken)
    {
        await using var rented = await BeginAloneAsync(isLimited, cancellationToken);
        var connection = rented.Connection;
        var result = await work(connection);

        // Not a DbTransaction: its commit has the time limit of the connection. What is not committed when the connection
        // goes back to the pool is rolled back there.
        var warnings = new CommitWarnings(connection);
        await connection.ExecuteAsync(
            new CommandDefinition("COMMIT TRANSACTION", commandTimeout: 0, cancellationToken: CancellationToken.None)
        );
        warnings.Refuse();
        return result;
    }

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken lost) =>
        new(sql, parameters, commandTimeout: 0, cancellationToken: lost);

    // The first result is of what limits the others.
    private static async Task<IReadOnlyList<T>> LimitedAsync<T>(
        NpgsqlConnection connection,
        string sql,
        object parameters,
        CancellationToken cancellationToken
    )
    {
        await using var results = await connection.QueryMultipleAsync(Command(sql, parameters, cancellationToken));
        await results.ReadAsync<string>();
        return (await results.ReadAsync<T>()).AsList();
    }

    private Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> work) => WriteAsync(work, isSent: () => true);

    private async Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> work, Func<bool> isSent)
    {
        try
        {
            var result = await AnswerAsync(WaitAsync(_statements.WriteAsync(work, isSent), CancellationToken.None));
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
            _writeFault = $"Postgres takes no writes (error {cause.SqlState}).";
            throw;
        }
    }

    private static async Task<T> WaitAsync<T>(Task<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work.WaitAsync(LongestWait, cancellationToken);
        }
        catch (TimeoutException) when (work.IsCompleted)
        {
            // After a pause of the process, the time is up before the answer is looked at.
            return await work;
        }
    }

    private static async Task<T> AnswerAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new UniqueViolationException(e);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.NotNullViolation)
        {
            throw new NotNullViolationException(e);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw Unavailable(e);
        }
    }

    private static StorageUnavailableException Unavailable(Exception e) => new("Postgres did not answer as it must.", e);
}
