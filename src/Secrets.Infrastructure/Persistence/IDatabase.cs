using System.Data.Common;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence;

/// <summary>A database that repositories read and write, in SQL that both SQLite and Postgres accept.</summary>
/// <remarks>Every call throws <see cref="StorageUnavailableException"/> if the database fails or does not respond in time.</remarks>
internal interface IDatabase
{
    /// <summary>An SQL expression: microseconds since 1970 by the database's clock.</summary>
    string Now { get; }

    /// <summary>The end of a SELECT that locks its rows until the transaction ends. Empty if only one writer can run.</summary>
    string ForUpdate { get; }

    /// <summary>
    /// Returns what stands in FROM for the rows of a table whose names are in ranges. Each range is looked up by the index of owner and
    /// name. Parameters: OwnerId, and Ranges by <see cref="NameRanges"/>.
    /// </summary>
    string RowsInRanges(string table);

    /// <summary>A condition: the name is in one of the Ranges. No index serves it.</summary>
    string IsInRanges { get; }

    /// <summary>
    /// Reads rows. The database ends the query after some seconds, or when <paramref name="cancellationToken"/> is cancelled.
    /// </summary>
    /// <param name="authenticates">True for the few queries of authentication, which have connections of their own.</param>
    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object parameters, CancellationToken cancellationToken, bool authenticates = false);

    /// <summary>Reads at most one row by an index, or returns null. Concurrent calls may share a round trip.</summary>
    /// <inheritdoc cref="QueryAsync{T}"/>
    Task<T?> FindAsync<T>(string sql, object parameters, CancellationToken cancellationToken, bool authenticates = false)
        where T : class;

    /// <summary>
    /// Runs statements in one transaction and returns once it is durable. Concurrent calls may share a transaction; a call that fails has
    /// no effect on the others. It cannot be cancelled, and COMMIT has no time limit: with synchronous replication, a cancelled COMMIT is
    /// reported as successful although only this server has it. A caller that waits too long gets an exception. Its statements may still
    /// be committed.
    /// </summary>
    /// <exception cref="UniqueViolationException">A unique index already has one of the values.</exception>
    /// <exception cref="ForeignKeyViolationException">A foreign key refuses one of the rows.</exception>
    Task<IReadOnlyList<StatementResult>> WriteAsync(IReadOnlyList<Statement> statements);

    /// <summary>
    /// Runs one statement like <see cref="WriteAsync(IReadOnlyList{Statement})"/>, and returns the number of rows that it wrote.
    /// </summary>
    async Task<int> WriteAsync(string sql, object parameters) => (await WriteAsync([new Statement(sql, parameters)]))[0].Rows;

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction, with the promises of <see cref="WriteAsync(IReadOnlyList{Statement})"/>. If it
    /// throws, nothing is written. It may run more than once.
    /// </summary>
    Task<T> TransactAsync<T>(Func<DbConnection, Task<T>> work);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction. Only one process at a time runs such work on a database. COMMIT has no time limit
    /// either.
    /// </summary>
    /// <param name="isLimited">False to wait for other processes without a limit. The work may then run more than once.</param>
    Task<T> ExclusiveAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken, bool isLimited = true);
}
