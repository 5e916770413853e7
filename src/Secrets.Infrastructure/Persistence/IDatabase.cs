using System.Data.Common;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence;

/// <summary>What differs between the databases. Statements are written once, in SQL that both accept.</summary>
/// <remarks>A database that fails or does not answer in time is a <see cref="StorageUnavailableException"/> in every call.</remarks>
internal interface IDatabase
{
    /// <summary>The folder below <c>Persistence</c> with this database's migrations.</summary>
    string Name { get; }

    /// <summary>An SQL expression: microseconds since 1970 by the database's clock.</summary>
    string Now { get; }

    /// <summary>Why the database takes no writes although it may be read, such as a full disk; null if the last write succeeded.</summary>
    string? WriteFault { get; }

    /// <summary>An SQL expression: the version of the database's program.</summary>
    string Version { get; }

    /// <summary>An SQL expression: 1 if the database has the table of its migrations, else 0.</summary>
    string CountMigrationTables { get; }

    /// <summary>
    /// Ends a SELECT in a transaction: its rows stay as they are until the end of that. Empty where writers are alone anyway.
    /// </summary>
    string ForUpdate { get; }

    /// <summary>Creates the database's file, if it is one that does not exist. A server's database has been created before.</summary>
    /// <exception cref="SettingException">The file cannot be created.</exception>
    void Create();

    /// <summary>Returns what is wrong with the database's file: it does not exist, or is not the one that was opened. Else null.</summary>
    string? FindFault();

    /// <summary>Ends a SELECT in a write: its rows are not deleted before that is committed. Empty if there is one writer at a time.</summary>
    string ForKeyShare { get; }

    /// <exception cref="SettingException">The server, or how it is reached, does not do for this program.</exception>
    Task CheckServerAsync(CancellationToken cancellationToken);

    /// <summary>Reads. The database ends it after some seconds, and when <paramref name="cancellationToken"/> is cancelled.</summary>
    /// <param name="authenticates">Other statements must not hold it up.</param>
    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object parameters, CancellationToken cancellationToken, bool authenticates = false);

    /// <summary>
    /// Runs the statements of one command as one transaction and answers the number of rows they changed, once that is
    /// durable. It cannot be cancelled, and COMMIT has no time limit: with synchronous replication a cancelled COMMIT is
    /// reported as done although only this server has it. A caller who has waited too long gets an exception, and
    /// the command goes its way.
    /// </summary>
    /// <exception cref="UniqueViolationException">A unique index holds one of the values already.</exception>
    /// <exception cref="NotNullViolationException">A column refuses null.</exception>
    Task<int> WriteAsync(string sql, object parameters);

    /// <summary>As <see cref="WriteAsync(string, object)"/>, and answers the rows that the statements' one RETURNING gives.</summary>
    /// <exception cref="UniqueViolationException">A unique index holds one of the values already.</exception>
    /// <exception cref="NotNullViolationException">A column refuses null.</exception>
    Task<IReadOnlyList<T>> WriteAsync<T>(string sql, object parameters);

    /// <summary>Makes what reads as <see cref="QueryAsync"/> does, and may share a round trip with others that come at the same time.</summary>
    Func<TRow, CancellationToken, Task<TResult?>> ShareQuery<TRow, TResult>(
        SharedStatement<TRow, TResult> statement,
        bool authenticates = false
    )
        where TRow : class
        where TResult : class;

    /// <summary>Makes what writes as <see cref="WriteAsync{T}"/> does, and may share a transaction with others that come at the same time.</summary>
    Func<TRow, Task<TResult?>> ShareWrite<TRow, TResult>(SharedStatement<TRow, TResult> statement)
        where TRow : class
        where TResult : class;

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction, under the terms of <see cref="WriteAsync(string, object)"/>. Where it
    /// throws, nothing is written. It may run more than once.
    /// </summary>
    Task<T> TransactAsync<T>(Func<DbConnection, Task<T>> work);

    /// <summary>Runs a statement for many rows, in the transaction of the connection; the results are in the order of the rows, null where there is none.</summary>
    Task<IReadOnlyList<TResult?>> RunAllAsync<TRow, TResult>(
        DbConnection connection,
        SharedStatement<TRow, TResult> statement,
        IReadOnlyList<TRow> rows
    )
        where TRow : class
        where TResult : class;

    /// <summary>The position of audit events up to which all are there that ever will be. It may stay behind by the longest transaction.</summary>
    Task<SettledPosition> SettledPositionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction, alone among all processes that call this on the same database.
    /// Its COMMIT has no time limit either.
    /// </summary>
    /// <param name="isLimited">False if it waits for others as long as they take. The work may then run more than once.</param>
    Task<T> ExclusiveAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken, bool isLimited = true);

    /// <summary>
    /// Overwrites what was deleted in the database's own files, where the database can. Responses whether nothing of it is left
    /// there; copies elsewhere, such as backups, are not reached.
    /// </summary>
    Task<bool> EraseDeletedAsync();
}

/// <param name="ReadAt">A timestamp of <see cref="System.Diagnostics.Stopwatch"/>: events from before it have no later position.</param>
internal readonly record struct SettledPosition(long Position, long ReadAt);
