using System.Data.Common;
using Microsoft.Data.Sqlite;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>
/// The one connection that writes. Concurrent writes share a transaction, with a savepoint each, and complete once it is committed: one
/// fsync for many. Writes wait in the queue, because waiting inside SQLite would block threads.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaxBatchSize = 64;

    // SQLite checkpoints its log at this size by default. A log that grew larger, for example during a backup, shrinks to it.
    private const int MaxIdleLogBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly string _connectionString;
    private readonly TimeProvider _time;
    private readonly WriteFault _fault;
    private readonly Func<string?>? _findFileFault;
    private readonly BatchQueue<Func<PreparedConnection, Task>, bool> _queue;
    private WriteSession? _session;

    /// <param name="findFileFault">Returns the reason why the database file cannot be used, or null. Called before each commit.</param>
    public SqliteWriter(string connectionString, TimeProvider time, Func<string?>? findFileFault = null)
    {
        _findFileFault = findFileFault;
        _fault = new WriteFault(Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource));
        _time = time;
        _connectionString = connectionString;
        _queue = new BatchQueue<Func<PreparedConnection, Task>, bool>(MaxBatchSize, RunAsync);
    }

    /// <inheritdoc cref="IDatabaseServer.WriteFault"/>
    public string? Fault => _fault.Text;

    /// <summary>Runs <paramref name="work"/> and returns once it is durable. If it throws, nothing is written.</summary>
    /// <exception cref="DbException">SQLite failed.</exception>
    /// <exception cref="StorageUnavailableException">
    /// Other writes took too long, or the file cannot be used. The work has not begun.
    /// </exception>
    public async Task<T> RunAsync<T>(Func<PreparedConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        T result = default!;
        var item = _queue.Add(async connection => result = await work(connection));
        try
        {
            await item.Result.WaitAsync(Timeout, _time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (item.TryTake())
            {
                throw e is TimeoutException
                    ? new StorageUnavailableException("SQLite is unavailable: it is busy with other writes.")
                    : new OperationCanceledException(cancellationToken);
            }

            // It has begun. A committed write is never reported as failed, however late its result is read.
            await item.Result;
        }

        return result;
    }

    public void Dispose()
    {
        _queue.WaitUntilIdleAsync().Wait();
        Close();
    }

    private async Task RunAsync(IReadOnlyList<BatchQueue<Func<PreparedConnection, Task>, bool>.Item> batch)
    {
        if (_findFileFault?.Invoke() is { } fileFault)
        {
            throw new StorageUnavailableException(fileFault);
        }

        var failures = new Exception?[batch.Count];
        try
        {
            var session = _session ??= WriteSession.Open(_connectionString);
            session.Begin.ExecuteNonQuery();
            for (var i = 0; i < batch.Count; i++)
            {
                failures[i] = await TryAsync(batch[i].Input, session);
            }

            session.Commit.ExecuteNonQuery();
            if (failures.Contains(null))
            {
                _fault.NoteSuccess();
            }
        }
        catch (Exception e)
        {
            _fault.NoteFailure(e, endsTransaction: true);

            // The outcome of the writes is unknown, and so is the state of the connection.
            Close();
            for (var i = 0; i < batch.Count; i++)
            {
                failures[i] ??= e;
            }
        }

        for (var i = 0; i < batch.Count; i++)
        {
            if (failures[i] is { } failure)
            {
                batch[i].Fail(failure);
            }
            else
            {
                batch[i].Complete(true);
            }
        }
    }

    // Some failures of SQLite end the whole transaction. Then the savepoint is gone, and the whole batch fails.
    private async Task<Exception?> TryAsync(Func<PreparedConnection, Task> work, WriteSession session)
    {
        Exception? failure = null;
        session.Savepoint.ExecuteNonQuery();
        try
        {
            await work(session.Connection);
        }
        catch (Exception e)
        {
            failure = e;
            _fault.NoteFailure(e, endsTransaction: false);
            session.Undo.ExecuteNonQuery();
        }

        session.Release.ExecuteNonQuery();
        return failure;
    }

    private void Close()
    {
        // Cleared first, so that a session whose disposal fails is not used again.
        var session = _session;
        _session = null;
        session?.Dispose();
    }

    /// <summary>A connection with the compiled statements that every transaction needs.</summary>
    private sealed class WriteSession(PreparedConnection connection) : IDisposable
    {
        public PreparedConnection Connection => connection;

        public SqliteCommand Begin { get; } = new("BEGIN IMMEDIATE", connection);

        public SqliteCommand Savepoint { get; } = new("SAVEPOINT item", connection);

        public SqliteCommand Undo { get; } = new("ROLLBACK TRANSACTION TO item", connection);

        public SqliteCommand Release { get; } = new("RELEASE item", connection);

        public SqliteCommand Commit { get; } = new("COMMIT TRANSACTION", connection);

        public static WriteSession Open(string connectionString)
        {
            var connection = new PreparedConnection(connectionString);
            try
            {
                connection.Open();
                using var pragmas = new SqliteCommand(
                    $"PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = {MaxIdleLogBytes}; "
                        + "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON",
                    connection
                );
                pragmas.ExecuteNonQuery();
                return new WriteSession(connection);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            foreach (var command in new[] { Begin, Savepoint, Undo, Release, Commit })
            {
                command.Dispose();
            }

            connection.Dispose();
        }
    }
}
