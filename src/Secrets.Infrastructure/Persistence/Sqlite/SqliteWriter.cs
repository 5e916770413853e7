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
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private Task? _running;
    private SqliteConnection? _connection;

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
            var connection = _connection ??= Open();
            Execute("BEGIN IMMEDIATE");
            foreach (var item in batch)
            {
                await RunAsync(item, connection);
            }

            Execute("COMMIT TRANSACTION");
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
    private async Task RunAsync(Item item, SqliteConnection connection)
    {
        Execute("SAVEPOINT item");
        try
        {
            await item.Work(connection);
        }
        catch (Exception e)
        {
            item.Failure = e;
            Execute("ROLLBACK TRANSACTION TO item");
        }

        Execute("RELEASE item");
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            using var pragmas = connection.CreateCommand();
            pragmas.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON";
            pragmas.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Kept, so that SQLite compiles them once.
    private void Execute(string sql)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection!.CreateCommand();
#pragma warning disable CA2100 // All of them are constants of this class.
            command.CommandText = sql;
#pragma warning restore CA2100
            _commands[sql] = command;
        }

        command.ExecuteNonQuery();
    }

    private void Close()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _commands.Clear();
        _connection?.Dispose();
        _connection = null;
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
