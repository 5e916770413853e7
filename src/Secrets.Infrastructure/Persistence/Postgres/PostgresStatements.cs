using System.Data;
using Dapper;
using Npgsql;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Runs statements without Npgsql's time limit, because a COMMIT may wait for a standby. The server limits reads, and a read ends when
/// its client disconnects. If no response to a read arrives, or the server is not working on a write, the response was lost and would
/// never arrive: the connection is then closed.
/// </summary>
/// <param name="hasPooler">True if the process ids of the server are unknown, so that its activity cannot be checked.</param>
internal sealed class PostgresStatements(PostgresConnections connections, bool hasPooler) : IDisposable
{
    public const int MaxAttempts = 5;
    private const int MaxUncheckedPolls = 12;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ActivityTimeout = TimeSpan.FromSeconds(10);

    // Cancelling a statement opens another connection and blocks a thread until the server responds: one at a time.
    private readonly SemaphoreSlim _cancelling = new(1);
    private readonly Lock _lock = new();
    private Task<HashSet<int>>? _activity;

    /// <summary>Runs a read, and repeats it if its connection fails.</summary>
    public Task<T> ReadAsync<T>(
        ConnectionLane lane,
        Func<NpgsqlConnection, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    ) => RunAsync(lane, isRead: true, work, ConnectionLoss.Is, cancellationToken);

    /// <summary>Runs a write, and repeats it only if it cannot have been committed.</summary>
    /// <param name="isSent">Returns false while a failure of the connection means that nothing was committed.</param>
    public Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> work, Func<bool> isSent) =>
        RunAsync(
            ConnectionLane.Regular,
            isRead: false,
            (connection, _) => work(connection),
            e =>
                ConnectionLoss.WasIdle(e)
                || e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
                || (ConnectionLoss.Is(e) && !isSent()),
            CancellationToken.None
        );

    public void Dispose() => _cancelling.Dispose();

    private async Task<T> RunAsync<T>(
        ConnectionLane lane,
        bool isRead,
        Func<NpgsqlConnection, CancellationToken, Task<T>> work,
        Func<NpgsqlException, bool> mayRepeat,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var rented = await connections.RentAsync(lane, cancellationToken);
            try
            {
                return await AwaitAsync(rented.Connection, isRead, work, cancellationToken);
            }
            catch (NpgsqlException e) when (attempt < MaxAttempts && mayRepeat(e))
            {
                // On another connection.
            }
        }
    }

    private async Task<T> AwaitAsync<T>(
        NpgsqlConnection connection,
        bool isRead,
        Func<NpgsqlConnection, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        var warnings = new CommitWarnings(connection);
        using var cancellation = new CancellationTokenSource();
        var (id, running, isSevered) = (connection.ProcessID, work(connection, cancellation.Token), false);
        for (var polls = 1; !running.IsCompleted; polls++)
        {
            await ((Task)running).WaitAsync(PollInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.IsCompleted && cancellationToken.IsCancellationRequested)
            {
                cancellationToken = CancellationToken.None;
                await CancelAsync(running, cancellation);
            }
            else if (!running.IsCompleted && polls > 1 && (isRead || !await IsAtWorkAsync(id, polls)) && !running.IsCompleted)
            {
                // Not after the first poll: this process itself may have been paused.
                isSevered = true;
                PostgresSocket.Sever(connection);
                await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        try
        {
            var result = await running;
            warnings.ThrowIfWarned();
            return result;
        }
        catch (Exception e) when (isSevered || (e is InvalidOperationException && connection.FullState != ConnectionState.Open))
        {
            throw new StorageUnavailableException("Postgres is unavailable: the connection was lost.", e);
        }
    }

    private async Task CancelAsync(Task running, CancellationTokenSource cancellation)
    {
        await _cancelling.WaitAsync();
        try
        {
            if (!running.IsCompleted)
            {
                await cancellation.CancelAsync();
            }
        }
        finally
        {
            _cancelling.Release();
        }
    }

    private async Task<bool> IsAtWorkAsync(int id, int polls)
    {
        if (hasPooler || connections.Max == 1)
        {
            return polls < MaxUncheckedPolls;
        }

        Task<HashSet<int>> activity;
        lock (_lock)
        {
            activity = _activity is { IsCompleted: false } ? _activity : _activity = FindActiveAsync();
        }

        try
        {
            return (await activity.WaitAsync(ActivityTimeout)).Contains(id);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or StorageUnavailableException)
        {
            // Unknown, so the next poll decides.
            return true;
        }
    }

    private Task<HashSet<int>> FindActiveAsync() =>
        ReadAsync<HashSet<int>>(
            ConnectionLane.Authentication,
            async (connection, _) =>
                [
                    .. await connection.QueryAsync<int>(
                        new CommandDefinition("SELECT pid FROM pg_stat_activity WHERE state = 'active'", commandTimeout: 0)
                    ),
                ],
            CancellationToken.None
        );
}
