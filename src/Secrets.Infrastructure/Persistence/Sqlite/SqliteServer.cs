using System.Data.Common;
using System.Diagnostics;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>The file behind an SQLite database.</summary>
internal sealed class SqliteServer(SqliteDatabase database) : IDatabaseServer
{
    private const int MaxErasures = 20;
    private static readonly TimeSpan ErasureInterval = TimeSpan.FromMilliseconds(100);

    public string Name => "Sqlite";

    public string Place => database.File.FullPath;

    public string? WriteFault => database.WriteFault;

    public void Create() => database.File.Create();

    public string? FindFault() => database.File.FindFault();

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<string> GetVersionAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<string>("SELECT sqlite_version()", new { }, cancellationToken))[0];

    public async Task<long> GetSizeAsync(CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<long>(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
                new { },
                cancellationToken
            )
        )[0];

    public async Task<bool> HasMigrationsAsync(CancellationToken cancellationToken) =>
        await database.QueryAsync<string>("SELECT name FROM sqlite_master WHERE name = 'schema_migrations'", new { }, cancellationToken)
            is [_];

    // The one writer assigns positions in the order of its commits.
    public async Task<SettledPosition> GetSettledPositionAsync(CancellationToken cancellationToken)
    {
        var now = Stopwatch.GetTimestamp();
        var positions = await database.QueryAsync<long>("SELECT coalesce(max(position), 0) FROM audit_events", new { }, cancellationToken);
        return new SettledPosition(positions[0], now);
    }

    // With secure_delete SQLite overwrites deleted rows with zeros. The WAL still has older pages, so it is written to the file and
    // emptied.
    public async Task<bool> EraseDeletedAsync()
    {
        for (var attempt = 0; attempt < MaxErasures; attempt++)
        {
            try
            {
                await using var connection = new PreparedConnection(database.File.ConnectionString);
                connection.Open();
                if (connection.Run(new Statement("PRAGMA wal_checkpoint(TRUNCATE)", new { }) { HasResult = true }).Value is 0L)
                {
                    return true;
                }
            }
            catch (DbException)
            {
                // Another connection uses the database. The next attempt may succeed.
            }

            await Task.Delay(ErasureInterval);
        }

        return false;
    }
}
