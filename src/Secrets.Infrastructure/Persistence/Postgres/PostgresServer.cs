using System.Diagnostics;
using Npgsql;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>The Postgres server behind a database.</summary>
internal sealed class PostgresServer(PostgresDatabase database) : IDatabaseServer
{
    private const string PoolerSetting = "Storage__Pooler";

    private const string PoolerAdvice =
        "a connection pooler such as PgBouncer stands in front of the database. Set Storage__Pooler=true. "
        + "The pooler may pool sessions or transactions.";

    private (SettledPosition Position, long Transaction) _taken;
    private SettledPosition _settled;

    public string Name => "Postgres";

    public string Place => database.Place;

    public string? WriteFault => database.WriteFault;

    public void Create() { }

    public string? FindFault() => null;

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (encoding, isDirect) = await database.FindSessionAsync(cancellationToken);
            if (encoding != "UTF8")
            {
                throw new SettingException(
                    ConnectionSettings.Setting,
                    $"the database's encoding is {encoding}, which cannot hold every name. "
                        + "Create a database with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0."
                );
            }

            if (!isDirect && !database.HasPooler)
            {
                throw new SettingException(PoolerSetting, PoolerAdvice);
            }
        }
        catch (StorageUnavailableException e)
            when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation } refusal && !database.HasPooler)
        {
            // PgBouncer refuses most session parameters.
            throw new SettingException(PoolerSetting, $"{PoolerAdvice} Its message: {refusal.MessageText}.");
        }
    }

    public async Task<string> GetVersionAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<string>("SELECT current_setting('server_version')", new { }, cancellationToken))[0];

    public async Task<long> GetSizeAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<long>("SELECT pg_database_size(current_database())", new { }, cancellationToken))[0];

    public async Task<bool> HasMigrationsAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<bool>("SELECT to_regclass('schema_migrations') IS NOT NULL", new { }, cancellationToken))[0];

    // A transaction has its id before it takes a position. So read the last position, then take a transaction id: all positions up to
    // that one are settled once every transaction with a lower id has ended.
    public async Task<SettledPosition> GetSettledPositionAsync(CancellationToken cancellationToken)
    {
        if (_taken.Transaction == 0)
        {
            var now = Stopwatch.GetTimestamp();
            var position = await ReadAsync("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM audit_position");
            var transaction = await ReadAsync("SELECT pg_current_xact_id()::text::bigint");
            _taken = (new SettledPosition(position, now), transaction);
        }

        if (await ReadAsync("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") >= _taken.Transaction)
        {
            _settled = _taken.Position;
            _taken = default;
        }

        return _settled;

        async Task<long> ReadAsync(string sql) => (await database.QueryAsync<long>(sql, new { }, cancellationToken))[0];
    }

    // Postgres keeps deleted rows in its files until they are vacuumed and overwritten, and in its log.
    public Task<bool> EraseDeletedAsync() => Task.FromResult(false);
}
