using System.Diagnostics;
using Npgsql;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// The connections of this process to Postgres: one pool, whose size limits them. A caller that holds one must not wait for a second.
/// </summary>
internal sealed class PostgresConnections(NpgsqlConnectionStringBuilder settings) : IAsyncDisposable
{
    private static readonly TimeSpan RentTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AttemptInterval = TimeSpan.FromMilliseconds(100);

    private readonly ConnectionGate _gate = new(settings.MaxPoolSize, TimeProvider.System);

    // The name stands for the pool in metrics; the default is the connection string. Only built-in types are used. Their numbers are the
    // same on every server, so none are loaded.
    private readonly NpgsqlDataSource _source = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString) { Name = "secrets" }
        .EnableArrays()
        .EnableTransportSecurity()
        .EnableIntegratedSecurity()
        .ConfigureTypeLoading(types => types.EnableTypeLoading(false))
        .Build();

    /// <inheritdoc cref="IDatabaseServer.Place"/>
    public string Place => $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";

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
            catch (PostgresException e) when (IsExhausted(e) && Remaining(start) > AttemptInterval)
            {
                _gate.Reduce(lane);
            }
            catch (Exception e)
            {
                // Any failure, such as an unknown host name, frees the place.
                _gate.Leave(lane);
                throw new StorageUnavailableException("No connection to Postgres could be opened.", e);
            }

            await Task.Delay(AttemptInterval, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // PgBouncer reports its own limit (max_client_conn) as a protocol violation.
    private static bool IsExhausted(PostgresException e) =>
        e.SqlState == PostgresErrorCodes.TooManyConnections
        || (
            e.SqlState == PostgresErrorCodes.ProtocolViolation
            && e.MessageText.Contains("more connections allowed", StringComparison.Ordinal)
        );

    private static TimeSpan Remaining(long start) =>
        RentTimeout - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } remaining ? remaining : TimeSpan.Zero;

    // Skips connections that the server or a firewall has closed while they were idle: the outcome of a write on such a connection would
    // be unknown.
    private async Task<NpgsqlConnection> OpenAsync()
    {
        while (true)
        {
            var connection = await _source.OpenConnectionAsync(CancellationToken.None);
            if (!PostgresSocket.HasInput(connection) || await RespondsAsync(connection))
            {
                return connection;
            }

            await connection.DisposeAsync();
        }
    }

    private static async Task<bool> RespondsAsync(NpgsqlConnection connection)
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
