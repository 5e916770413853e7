using System.Data;
using Dapper;
using Npgsql;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Runs statements without a time limit of Npgsql's: a COMMIT may wait for a standby. Reads are limited by the server and end when their
/// client leaves. A connection is severed if no answer comes to a read, or the server does not work on a write: the answer was lost on
/// the way, and would be waited for without end.
/// </summary>
/// <param name="hasPooler">What the server works on cannot be seen, since its process ids are others.</param>
internal sealed class PostgresStatements(PostgresConnections connections, bool hasPooler) : IDisposable
{
    public const int MaxAttempts = 5;
    private const int MaxUnseenSilences = 12;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    // To end a statement takes another connection and blocks a thread until that is answered: one at a time.
    private readonly SemaphoreSlim _cancelling = new(1);
    private readonly Lock _lock = new();
    private Task<HashSet<int>>? _look;

    /// <summary>Runs a read, again if its connection fails.</summary>
    public Task<T> ReadAsync<T>(
        ConnectionLane lane,
        Func<NpgsqlConnection, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    ) => RunAsync(lane, isRead: true, work, ConnectionLoss.Is, cancellationToken);

    /// <summary>Runs a write, again only if nothing of it can have been committed.</summary>
    /// <param name="isSent">False while the failure of a connection means that nothing was committed.</param>
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
        for (var silences = 1; !running.IsCompleted; silences++)
        {
            await ((Task)running).WaitAsync(BetweenLooks, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.IsCompleted && cancellationToken.IsCancellationRequested)
            {
                cancellationToken = CancellationToken.None;
                await CancelAsync(running, cancellation);
            }
            else if (!running.IsCompleted && silences > 1 && (isRead || !await IsAtWorkAsync(id, silences)) && !running.IsCompleted)
            {
                // Not after one: the process itself may have been paused.
                isSevered = true;
                PostgresSocket.Sever(connection);
                await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        try
        {
            var result = await running;
            warnings.Refuse();
            return result;
        }
        catch (Exception e) when (isSevered || (e is InvalidOperationException && connection.FullState != ConnectionState.Open))
        {
            throw new StorageUnavailableException("Postgres did not answer: the connection was lost.", e);
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

    private async Task<bool> IsAtWorkAsync(int id, int silences)
    {
        if (hasPooler || connections.Max == 1)
        {
            return silences < MaxUnseenSilences;
        }

        Task<HashSet<int>> look;
        lock (_lock)
        {
            look = _look is { IsCompleted: false } ? _look : _look = LookAsync();
        }

        try
        {
            return (await look.WaitAsync(LongestLook)).Contains(id);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or StorageUnavailableException)
        {
            // Nobody knows: later, then.
            return true;
        }
    }

    private Task<HashSet<int>> LookAsync() =>
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
