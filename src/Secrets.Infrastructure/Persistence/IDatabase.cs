using System.Data.Common;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence;

/// <summary>A database that repositories read and write. Statements are written once, in SQL that both databases accept.</summary>
/// <remarks>Every call throws <see cref="StorageUnavailableException"/> if the database fails or does not respond in time.</remarks>
internal interface IDatabase
{
    /// <summary>An SQL expression: microseconds since 1970 by the database's clock.</summary>
    string Now { get; }

    /// <summary>Ends a SELECT whose rows stay as they are until the transaction ends. Empty if writers are alone anyway.</summary>
    string ForUpdate { get; }

    /// <summary>Reads rows. The database ends the query after some seconds, and when <paramref name="cancellationToken"/> is cancelled.</summary>
    /// <param name="authenticates">True for the few queries of authentication, which have connections of their own.</param>
    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object parameters, CancellationToken cancellationToken, bool authenticates = false);

    /// <summary>Reads one row that an index finds; null if there is none. Concurrent calls may share a round trip.</summary>
    /// <inheritdoc cref="QueryAsync{T}"/>
    Task<T?> FindAsync<T>(string sql, object parameters, CancellationToken cancellationToken, bool authenticates = false)
        where T : class;

    /// <summary>
    /// Runs statements in one transaction and returns once it is durable. Concurrent calls may share a transaction; one that fails has
    /// no effect on the others. It cannot be cancelled, and COMMIT has no time limit: with synchronous replication a cancelled COMMIT is
    /// reported as done although only this server has it. A caller who has waited too long gets an exception; the statements may still
    /// be committed.
    /// </summary>
    /// <exception cref="UniqueViolationException">A unique index already has one of the values.</exception>
    /// <exception cref="ForeignKeyViolationException">A foreign key refuses one of the rows.</exception>
    Task<IReadOnlyList<StatementResult>> WriteAsync(IReadOnlyList<Statement> statements);

    /// <summary>Runs one statement as <see cref="WriteAsync(IReadOnlyList{Statement})"/> does, and returns the rows that it wrote.</summary>
    async Task<int> WriteAsync(string sql, object parameters) => (await WriteAsync([new Statement(sql, parameters)]))[0].Rows;

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction, under the terms of <see cref="WriteAsync(IReadOnlyList{Statement})"/>. If it throws, nothing is written.
    /// It may run more than once.
    /// </summary>
    Task<T> TransactAsync<T>(Func<DbConnection, Task<T>> work);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction, alone among all processes that call this on the same database. Its COMMIT has no
    /// time limit either.
    /// </summary>
    /// <param name="isLimited">False to wait for others without a limit. The work may then run more than once.</param>
    Task<T> ExclusiveAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken, bool isLimited = true);
}
