using System.Data;
using Dapper;
using Npgsql;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Runs statements that Npgsql never ends: a COMMIT may wait for a standby, and a thread that cancels is blocked until the server answers
/// it. Whoever waits gives up; the connection is given up only where the server no longer works on the statement and no answer has come: it
/// was lost on the way, and would be waited for without end.
/// </summary>
/// <param name="separate">Its connections are new, and none of a pool that may be exhausted.</param>
internal sealed class PostgresStatements(NpgsqlDataSource separate)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Task<HashSet<int>>? _look;

    /// <param name="work">Gives its statements the token, and no time limit.</param>
    public async Task<T> RunAsync<T>(NpgsqlDataSource source, Func<NpgsqlConnection, CancellationToken, Task<T>> work)
    {
        // What is not committed when the connection goes back to the pool is rolled back there.
        await using var connection = await OpenAsync(source, CancellationToken.None);
        var warnings = new CommitWarnings(connection);
        using var lost = new CancellationTokenSource();
        var (id, running) = (connection.ProcessID, work(connection, lost.Token));
        while (!running.IsCompleted)
        {
            await ((Task)running).WaitAsync(LongestSilence).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.IsCompleted && !await IsAtWorkAsync(id))
            {
                await lost.CancelAsync();
            }
        }

        try
        {
            var result = await running;
            warnings.Refuse();
            return result;
        }
        catch (Exception e) when (e is OperationCanceledException && lost.IsCancellationRequested || e is InvalidOperationException && connection.FullState != ConnectionState.Open)
        {
            throw new StorageUnavailableException("Postgres did not answer: the connection was lost.", e);
        }
    }

    /// <summary>Opens a connection. Whatever prevents that, such as a host name that is not found, the database is unavailable.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException("No connection to Postgres could be opened.", e);
        }
    }

    private async Task<bool> IsAtWorkAsync(int id)
    {
        Task<HashSet<int>> look;
        lock (_lock)
        {
            look = _look is { IsCompleted: false } ? _look : _look = LookAsync().WaitAsync(LongestSilence);
        }

        try
        {
            return (await look).Contains(id);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or StorageUnavailableException)
        {
            // Nobody knows: later, then.
            return true;
        }
    }

    private async Task<HashSet<int>> LookAsync()
    {
        await using var connection = await OpenAsync(separate, CancellationToken.None);
        return [.. await connection.QueryAsync<int>(new CommandDefinition("SELECT pid FROM pg_stat_activity WHERE state = 'active'", commandTimeout: 0))];
    }
}
