using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;
using Secrets.Application;
using SQLitePCL;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>
/// SQLite in WAL mode. Readers have connections of their own; all that write share one.
/// </summary>
internal sealed class SqliteDatabase : IDatabase, IDisposable
{
    private const int UniqueViolation = 2067;
    private const int PrimaryKeyViolation = 1555;
    private const int Busy = 5;
    private const int NotNullViolation = 1299;
    private const int MaxErasures = 20;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenErasures = TimeSpan.FromMilliseconds(100);

    private readonly SqliteFile _file;
    private readonly SqliteReaders _readers;
    private readonly SqliteWriter _writer;

    /// <exception cref="SettingException">The connection string cannot be used, or names no file that keeps a database.</exception>
    public SqliteDatabase(string connectionString)
    {
        _file = new SqliteFile(connectionString, LongestWait);
        _readers = new SqliteReaders(_file);
        _writer = new SqliteWriter(_file.ConnectionString, TimeProvider.System, _file.FindFault);
    }

    public string Name => "Sqlite";

    public string Version => "sqlite_version()";

    public string ForUpdate => "";

    public string? WriteFault => _writer.Fault;

    public string ForKeyShare => "";

    public string Now => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)";

    public string CountMigrationTables => "(SELECT count(*) FROM sqlite_master WHERE name = 'schema_migrations')";

    public void Create() => _file.Create();

    public string? FindFault() => _file.FindFault();

    public Task CheckServerAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        object parameters,
        CancellationToken cancellationToken,
        bool authenticates = false
    )
    {
        try
        {
            return await _readers.RunAsync(async connection =>
            {
                await using var leaving = cancellationToken.UnsafeRegister(
                    static connection => raw.sqlite3_interrupt(((SqliteConnection)connection!).Handle),
                    connection
                );
                return (
                    await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken))
                ).AsList();
            });
        }
        catch (SqliteException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw Unavailable(e);
        }
    }

    // There is one writer, which gives positions in the order of its commits.
    public async Task<SettledPosition> SettledPositionAsync(CancellationToken cancellationToken)
    {
        var now = Stopwatch.GetTimestamp();
        return new SettledPosition(
            (await QueryAsync<long>("SELECT coalesce(max(position), 0) FROM audit_events", new { }, cancellationToken))[0],
            now
        );
    }

    public Task<int> WriteAsync(string sql, object parameters) => TransactAsync(connection => connection.ExecuteAsync(sql, parameters));

    public Task<IReadOnlyList<T>> WriteAsync<T>(string sql, object parameters) =>
        TransactAsync<IReadOnlyList<T>>(async connection => (await connection.QueryAsync<T>(sql, parameters)).AsList());

    // A reader is alone on its connection, and writers share their commits in any case.
    public Func<TRow, CancellationToken, Task<TResult?>> ShareQuery<TRow, TResult>(
        SharedStatement<TRow, TResult> statement,
        bool authenticates = false
    )
        where TRow : class
        where TResult : class =>
        async (row, cancellationToken) =>
            (await QueryAsync<TResult>(statement.One, statement.Parameters(row), cancellationToken)) is [var result, ..] ? result : null;

    public Func<TRow, Task<TResult?>> ShareWrite<TRow, TResult>(SharedStatement<TRow, TResult> statement)
        where TRow : class
        where TResult : class =>
        async row => (await WriteAsync<TResult>(statement.One, statement.Parameters(row))) is [var result, ..] ? result : null;

    public Task<T> TransactAsync<T>(Func<DbConnection, Task<T>> work) => ExclusiveAsync(work, CancellationToken.None);

    public Task<IReadOnlyList<TResult?>> RunAllAsync<TRow, TResult>(
        DbConnection connection,
        SharedStatement<TRow, TResult> statement,
        IReadOnlyList<TRow> rows
    )
        where TRow : class
        where TResult : class => statement.RunEachAsync(connection, rows);

    public async Task<T> ExclusiveAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken, bool isLimited = true)
    {
        while (true)
        {
            try
            {
                return await RunAsync(work, cancellationToken);
            }
            catch (StorageUnavailableException e) when (!isLimited && e.InnerException is SqliteException { SqliteErrorCode: Busy })
            {
                // Another process writes, and has done so for as long as SQLite waits.
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    // With secure_delete the file has zeros where a row was; the log, which has older states of the pages, is emptied into it.
    public async Task<bool> EraseDeletedAsync()
    {
        for (var attempt = 0; attempt < MaxErasures; attempt++)
        {
            try
            {
                await using var connection = new PreparedConnection(_file.ConnectionString);
                await connection.OpenAsync();
                if (await connection.QueryFirstAsync<long>("PRAGMA wal_checkpoint(TRUNCATE)") == 0)
                {
                    return true;
                }
            }
            catch (DbException)
            {
                // Others use it right now.
            }

            await Task.Delay(BetweenErasures);
        }

        return false;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _readers.Dispose();
    }

    private async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            var result = await _writer.RunAsync(work, cancellationToken);
            _file.Remember();
            return result;
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode is UniqueViolation or PrimaryKeyViolation)
        {
            throw new UniqueViolationException(e);
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode == NotNullViolation)
        {
            throw new NotNullViolationException(e);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw Unavailable(e);
        }
    }

    private static StorageUnavailableException Unavailable(Exception e) => new("SQLite did not answer as it must.", e);
}
