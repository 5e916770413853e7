using System.Diagnostics;
using Npgsql;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// All connections of the process to Postgres: one pool, whose size bounds them together. Whoever has one must not wait for a second.
/// </summary>
internal sealed class PostgresConnections(NpgsqlConnectionStringBuilder settings) : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);

    private readonly ConnectionGate _gate = new(settings.MaxPoolSize, TimeProvider.System);

    // Metrics name the pool; without a name it is the connection string. All types here are the server's own, whose numbers are the
    // same everywhere: none is asked for, and none other is known.
    private readonly NpgsqlDataSource _source = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString) { Name = "secrets" }
        .EnableArrays()
        .EnableTransportSecurity()
        .EnableIntegratedSecurity()
        .ConfigureTypeLoading(types => types.EnableTypeLoading(false))
        .Build();

    public int Max => settings.MaxPoolSize;

    /// <exception cref="StorageUnavailableException">No connection could be opened.</exception>
    /// <exception cref="TimeoutException">All connections are in use.</exception>
    public async Task<RentedConnection> RentAsync(ConnectionLane lane, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            await _gate.EnterAsync(lane, Remaining(start), cancellationToken);
            try
            {
                return new RentedConnection(await OpenAsync(), () => _gate.Leave(lane));
            }
            catch (PostgresException e) when (IsExhausted(e) && Remaining(start) > BetweenAttempts)
            {
                _gate.Reduce(lane);
            }
            catch (Exception e)
            {
                // Whatever prevents it, such as a host name that is not found.
                _gate.Leave(lane);
                throw new StorageUnavailableException("No connection to Postgres could be opened.", e);
            }

            await Task.Delay(BetweenAttempts, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // PgBouncer has no code of its own for it.
    private static bool IsExhausted(PostgresException e) =>
        e.SqlState == PostgresErrorCodes.TooManyConnections
        || (
            e.SqlState == PostgresErrorCodes.ProtocolViolation
            && e.MessageText.Contains("no more connections allowed", StringComparison.Ordinal)
        );

    private static TimeSpan Remaining(long start) =>
        LongestWait - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } remaining ? remaining : TimeSpan.Zero;

    // Not one that the server, or something on the way, has closed while it was idle: nobody would know what became of a write.
    private async Task<NpgsqlConnection> OpenAsync()
    {
        while (true)
        {
            var connection = await _source.OpenConnectionAsync(CancellationToken.None);
            if (!PostgresSocket.HasInput(connection) || await AnswersAsync(connection))
            {
                return connection;
            }

            await connection.DisposeAsync();
        }
    }

    private static async Task<bool> AnswersAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = 5 };
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
