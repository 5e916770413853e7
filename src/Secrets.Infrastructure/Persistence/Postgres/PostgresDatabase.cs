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
    private const int MaxAttempts = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _sharing;
    private readonly NpgsqlDataSource _separate;
    private readonly PostgresStatements _statements;
    private (SettledPosition Position, long Transaction) _taken;
    private SettledPosition _settled;
    private volatile string? _writeFault;

    /// <exception cref="SettingException">A keyword or value of the connection string cannot be used.</exception>
    /// <exception cref="ArgumentException">The keywords do not fit each other.</exception>
    public PostgresDatabase(string connectionString)
    {
        var builder = ConnectionSettings.Read<NpgsqlConnectionStringBuilder>(connectionString);
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

        // Less than the longest write, so that statements that nobody waits for any more do not fill the pool. Unlike
        // statement_timeout it never ends a COMMIT that waits for a standby.
        SetUnlessGiven("Options", () => builder.Options = "-c lock_timeout=8s");

        // More at once only get into each other's way, and servers commonly take 100 of all services.
        SetUnlessGiven("Maximum Pool Size", () => builder.MaxPoolSize = Math.Max(20, builder.MinPoolSize));
        SetUnlessGiven("Max Auto Prepare", () => builder.MaxAutoPrepare = 50);
        SetUnlessGiven("Auto Prepare Min Usages", () => builder.AutoPrepareMinUsages = 2);
        SetUnlessGiven("Application Name", () => builder.ApplicationName = "secrets");

        // Otherwise each new connection looks for a Kerberos ticket first, in libraries that are loaded for it.
        SetUnlessGiven("GSS Encryption Mode", () => builder.GssEncryptionMode = GssEncryptionMode.Disable);

        // Metrics name the pool; without a name it is the connection string.
        _source = Create(builder, "secrets");

        // What waits for a lock must not hold up what shares its statement, and a plan that is made while a table is small must do when it is large.
        var options = builder.Options;
        builder.Options += " -c lock_timeout=100ms -c enable_seqscan=off";
        _sharing = Create(builder, "secrets shared");

        (builder.Options, builder.Pooling, builder.CommandTimeout) = (options, false, 10);
        _separate = Create(builder, "secrets separate");
        _statements = new PostgresStatements(_separate);

        // All types here are the server's own, whose numbers are the same everywhere: none is asked for, and none other is known.
        static NpgsqlDataSource Create(NpgsqlConnectionStringBuilder builder, string name) => new NpgsqlSlimDataSourceBuilder(builder.ConnectionString) { Name = name }
            .EnableArrays().EnableTransportSecurity().EnableIntegratedSecurity().ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();

        void SetUnlessGiven(string keyword, Action set)
        {
            if (!builder.ShouldSerialize(keyword))
            {
                set();
            }
        }
    }

    public string Name => "Postgres";

    public string Version => "current_setting('server_version')";

    public string ForUpdate => "FOR UPDATE";

    public string? WriteFault => _writeFault;

    public string Now => "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    public string CountMigrationTables => "(SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migrations'))";

    public void Create()
    {
    }

    public string? FindFault() => null;

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object parameters, CancellationToken cancellationToken)
    {
        try
        {
            var rows = _statements.RunAsync<IReadOnlyList<T>>(_source, async (connection, lost) => (await connection.QueryAsync<T>(Command(sql, parameters, lost))).AsList());
            return await AnswerAsync(WaitAsync(rows, cancellationToken));
        }
        catch (StorageUnavailableException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire })
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
            var position = (await QueryAsync<long>("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM audit_position", new { }, cancellationToken))[0];
            var transaction = (await QueryAsync<long>("SELECT pg_current_xact_id()::text::bigint", new { }, cancellationToken))[0];
            _taken = (new SettledPosition(position, now), transaction);
        }

        var oldest = (await QueryAsync<long>("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint", new { }, cancellationToken))[0];
        if (oldest >= _taken.Transaction)
        {
            _settled = _taken.Position;
            _taken = default;
        }

        return _settled;
    }

    public Task<int> WriteAsync(string sql, object parameters) => WriteAsync((connection, lost) => connection.ExecuteAsync(Command(sql, parameters, lost)));

    public Task<IReadOnlyList<T>> WriteAsync<T>(string sql, object parameters) =>
        WriteAsync<IReadOnlyList<T>>(async (connection, lost) => (await connection.QueryAsync<T>(Command(sql, parameters, lost))).AsList());

    public Func<TRow, CancellationToken, Task<TResult?>> ShareQuery<TRow, TResult>(SharedStatement<TRow, TResult> statement)
        where TRow : class
        where TResult : class
    {
        var sharing = new PostgresSharing<TRow, TResult>(
            statement, _sharing, _statements, async row => (await QueryAsync<TResult>(statement.One, statement.Parameters(row), CancellationToken.None)) is [var result, ..] ? result : null);
        return (row, cancellationToken) => AnswerAsync(sharing.RunAsync(row, LongestWait, cancellationToken));
    }

    public Func<TRow, Task<TResult?>> ShareWrite<TRow, TResult>(SharedStatement<TRow, TResult> statement)
        where TRow : class
        where TResult : class
    {
        var sharing = new PostgresSharing<TRow, TResult>(statement, _sharing, _statements, async row => (await WriteAsync<TResult>(statement.One, statement.Parameters(row))) is [var result, ..] ? result : null);
        return row => AnswerAsync(sharing.RunAsync(row, LongestWait, CancellationToken.None));
    }

    public Task<T> TransactAsync<T>(Func<DbConnection, Task<T>> work) => WriteAsync(async (connection, lost) =>
    {
        await connection.ExecuteAsync(Command("BEGIN TRANSACTION", parameters: null, lost));
        var result = await work(connection);
        await connection.ExecuteAsync(Command("COMMIT TRANSACTION", parameters: null, lost));
        return result;
    });

    public Task<IReadOnlyList<TResult?>> RunAllAsync<TRow, TResult>(DbConnection connection, SharedStatement<TRow, TResult> statement, IReadOnlyList<TRow> rows)
        where TRow : class
        where TResult : class => statement.RunTogetherAsync(connection, rows, commandTimeout: null, CancellationToken.None);

    public Task<T> ExclusiveAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken) => AnswerAsync(RunAloneAsync(work, cancellationToken));

    // Rows that were deleted stay in its files until they are vacuumed and overwritten, and in its log.
    public Task<bool> EraseDeletedAsync() => Task.FromResult(false);

    public async ValueTask DisposeAsync()
    {
        await _separate.DisposeAsync();
        await _sharing.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async Task<T> RunAloneAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await PostgresStatements.OpenAsync(_separate, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("BEGIN TRANSACTION", cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition("SET LOCAL lock_timeout = '60s'", cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(@StartupLock)", new { StartupLock }, commandTimeout: 90, cancellationToken: cancellationToken));
        var result = await work(connection);

        // Not a DbTransaction: its commit has the time limit of the connection. What is not committed when the connection
        // goes back to the pool is rolled back there.
        var warnings = new CommitWarnings(connection);
        await connection.ExecuteAsync(new CommandDefinition("COMMIT TRANSACTION", commandTimeout: 0, cancellationToken: CancellationToken.None));
        warnings.Refuse();
        return result;
    }

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken lost) => new(sql, parameters, commandTimeout: 0, cancellationToken: lost);

    private async Task<T> WriteAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work)
    {
        try
        {
            var result = await AnswerAsync(WaitAsync(RepeatAsync(work), CancellationToken.None));
            _writeFault = null;
            return result;
        }
        catch (StorageUnavailableException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IoError } cause)
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
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw Unavailable(e);
        }
    }

    private async Task<T> RepeatAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _statements.RunAsync(_source, work);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure && attempt < MaxAttempts)
            {
                // It was rolled back to let another one through.
            }
        }
    }

    private static StorageUnavailableException Unavailable(Exception e) => new("Postgres did not answer as it must.", e);
}
