using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Secrets.Application;
using SQLitePCL;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>An SQLite database in WAL mode. Each reader has its own connection; all writes share one.</summary>
internal sealed class SqliteDatabase : IDatabase, IDisposable
{
    private const int Busy = 5;
    private const int UniqueViolation = 2067;
    private const int PrimaryKeyViolation = 1555;
    private const int ForeignKeyViolation = 787;
    private static readonly Type[] Scalars = [typeof(string), typeof(Guid), typeof(byte[])];
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly SqliteReaders _readers;
    private readonly SqliteWriter _writer;

    /// <exception cref="SettingException">The connection string is not valid, or does not name a file that can hold a database.</exception>
    public SqliteDatabase(string connectionString)
    {
        File = new SqliteFile(connectionString, Timeout);
        _readers = new SqliteReaders(File);
        _writer = new SqliteWriter(File.ConnectionString, TimeProvider.System, File.FindFault);
    }

    public string Now => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)";

    public string ForUpdate => "";

    public string IsInRanges =>
        """
        EXISTS (WITH ranges AS MATERIALIZED (SELECT value ->> 0 AS low, value ->> 1 AS high FROM json_each(@Ranges))
                SELECT 1 FROM ranges WHERE name >= low AND name < high)
        """;

    public SqliteFile File { get; }

    /// <inheritdoc cref="IDatabaseServer.WriteFault"/>
    public string? WriteFault => _writer.Fault;

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
                await using var interruption = cancellationToken.UnsafeRegister(
                    static connection => raw.sqlite3_interrupt(((SqliteConnection)connection!).Handle),
                    connection
                );

                // An interrupt before the statement runs has no effect.
                cancellationToken.ThrowIfCancellationRequested();
                return connection.Read(new Statement(sql, parameters), Parse<T>);
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

    // There is no round trip that reads could share.
    public async Task<T?> FindAsync<T>(string sql, object parameters, CancellationToken cancellationToken, bool authenticates = false)
        where T : class => await QueryAsync<T>(sql, parameters, cancellationToken) is [var first, ..] ? first : null;

    // SQLite keeps the order of a CROSS JOIN.
    public string RowsInRanges(string table) =>
        $"""
        (SELECT {table}.* FROM json_each(@Ranges) AS ranges CROSS JOIN {table}
         WHERE owner_id = @OwnerId AND name >= ranges.value ->> 0 AND name < ranges.value ->> 1) AS {table}
        """;

    public Task<IReadOnlyList<StatementResult>> WriteAsync(IReadOnlyList<Statement> statements) =>
        WriteAsync(
            connection =>
            {
                var results = new StatementResult[statements.Count];
                for (var i = 0; i < results.Length; i++)
                {
                    results[i] = connection.Run(statements[i]);
                }

                return Task.FromResult<IReadOnlyList<StatementResult>>(results);
            },
            CancellationToken.None
        );

    public Task<T> TransactAsync<T>(Func<DbConnection, Task<T>> work) => WriteAsync(work, CancellationToken.None);

    public async Task<T> ExclusiveAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken, bool isLimited = true)
    {
        while (true)
        {
            try
            {
                return await WriteAsync(work, cancellationToken);
            }
            catch (StorageUnavailableException e) when (!isLimited && e.InnerException is SqliteException { SqliteErrorCode: Busy })
            {
                // Another process has been writing for longer than SQLite waits.
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _readers.Dispose();
    }

    private static List<T> Parse<T>(DbDataReader reader)
    {
        if (typeof(T).IsPrimitive || Nullable.GetUnderlyingType(typeof(T)) is not null || Scalars.Contains(typeof(T)))
        {
            return reader.Parse<T>().ToList();
        }

        // Created before the first row is read: a null in that row would hide the type of its column.
        var parse = reader.GetRowParser<T>();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(parse(reader));
        }

        return rows;
    }

    private async Task<T> WriteAsync<T>(Func<PreparedConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            var result = await _writer.RunAsync(work, cancellationToken);
            File.Remember();
            return result;
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode is UniqueViolation or PrimaryKeyViolation)
        {
            throw new UniqueViolationException(e);
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode == ForeignKeyViolation)
        {
            throw new ForeignKeyViolationException(e);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw Unavailable(e);
        }
    }

    private static StorageUnavailableException Unavailable(Exception e) => new("SQLite is unavailable: it refused a statement.", e);
}
