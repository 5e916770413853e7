using System.Data.Common;
using Microsoft.Data.Sqlite;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>
/// The one connection that writes. All that waits for it shares a transaction, a savepoint for each, and is answered once
/// that is committed: an fsync for many instead of one for each. Waiting inside SQLite would block threads.
/// </summary>
internal sealed class SqliteWriter(string connectionString) : IDisposable
{
    private const int MaxShared = 64;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<Item> _waiting = new();
    private Task? _running;
    private Session? _session;

    /// <summary>Runs <paramref name="work"/> and returns once it is durable. Where it throws, nothing of it is written.</summary>
    /// <exception cref="DbException">SQLite fails.</exception>
    /// <exception cref="StorageUnavailableException">Others have been at it for too long; the work was not begun.</exception>
    public async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        T result = default!;
        var item = new Item(async connection => result = await work(connection));
        lock (_lock)
        {
            _waiting.Enqueue(item);
            _running ??= Task.Run(RunWaitingAsync, CancellationToken.None);
        }

        try
        {
            await item.Completed.WaitAsync(LongestWait, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && item.TryTake())
        {
            throw e is TimeoutException ? new StorageUnavailableException("SQLite has been busy for too long.") : e;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !item.Completed.IsCompleted)
        {
            // It has begun: what becomes of it is waited for.
            await item.Completed;
        }

        return result;
    }

    public void Dispose()
    {
        _running?.Wait();
        Close();
    }

    private async Task RunWaitingAsync()
    {
        while (true)
        {
            var batch = new List<Item>();
            lock (_lock)
            {
                while (batch.Count < MaxShared && _waiting.TryDequeue(out var item))
                {
                    if (item.TryTake())
                    {
                        batch.Add(item);
                    }
                }

                if (batch.Count == 0)
                {
                    _running = null;
                    return;
                }
            }

            await RunAsync(batch);
        }
    }

    private async Task RunAsync(List<Item> batch)
    {
        try
        {
            var session = _session ??= Session.Open(connectionString);
            session.Begin.ExecuteNonQuery();
            foreach (var item in batch)
            {
                await RunAsync(item, session);
            }

            session.Commit.ExecuteNonQuery();
            batch.ForEach(item => item.Complete());
        }
        catch (Exception e)
        {
            // Nothing is promised about any of them, nor about this connection.
            Close();
            batch.ForEach(item => item.Fail(e));
        }
    }

    // Some failures of SQLite end the whole transaction; then there is no savepoint to go back to, and all of the batch fail.
    private static async Task RunAsync(Item item, Session session)
    {
        session.Savepoint.ExecuteNonQuery();
        try
        {
            await item.Work(session.Connection);
        }
        catch (Exception e)
        {
            item.Failure = e;
            session.Undo.ExecuteNonQuery();
        }

        session.Release.ExecuteNonQuery();
    }

    private void Close()
    {
        _session?.Dispose();
        _session = null;
    }

    /// <summary>A connection with the statements that each transaction needs, which SQLite compiles once.</summary>
    private sealed class Session(PreparedConnection connection) : IDisposable
    {
        public PreparedConnection Connection => connection;

        public SqliteCommand Begin { get; } = new("BEGIN IMMEDIATE", connection);

        public SqliteCommand Savepoint { get; } = new("SAVEPOINT item", connection);

        public SqliteCommand Undo { get; } = new("ROLLBACK TRANSACTION TO item", connection);

        public SqliteCommand Release { get; } = new("RELEASE item", connection);

        public SqliteCommand Commit { get; } = new("COMMIT TRANSACTION", connection);

        public static Session Open(string connectionString)
        {
            var connection = new PreparedConnection(connectionString);
            try
            {
                connection.Open();
                using var pragmas = new SqliteCommand("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON", connection);
                pragmas.ExecuteNonQuery();
                return new Session(connection);
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

    private sealed class Item(Func<DbConnection, Task> work)
    {
        private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _taken;

        public Func<DbConnection, Task> Work => work;

        public Task Completed => _completed.Task;

        /// <summary>Why its work was undone.</summary>
        public Exception? Failure { get; set; }

        /// <summary>Who takes it decides: the writer begins it, or whoever waits gives it up.</summary>
        public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

        public void Complete()
        {
            if (Failure is null)
            {
                _completed.TrySetResult();
            }
            else
            {
                _completed.TrySetException(Failure);
            }
        }

        public void Fail(Exception e) => _completed.TrySetException(Failure ?? e);
    }
}
