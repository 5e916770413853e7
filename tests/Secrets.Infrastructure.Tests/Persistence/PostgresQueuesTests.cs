using Dapper;
using Secrets.Application;
using Secrets.Infrastructure.Persistence;
using Secrets.Infrastructure.Persistence.Postgres;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Persistence;

public sealed class PostgresQueuesTests
{
    private const string Table = "CREATE TABLE numbers (number bigint PRIMARY KEY CHECK (number <> 13))";

    [Fact]
    public async Task Concurrent_writes_each_get_their_own_result()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);
        await test.ExecuteAsync(Table);

        var written = await Task.WhenAll(
            Enumerable
                .Range(0, 900)
                .Select(async i => (Number: (long)(i % 300) + 100, Results: await InsertAsync(database, (i % 300) + 100)))
        );

        Assert.All(written, write => Assert.Equal(write.Number, write.Results[1].Value));
        Assert.Equal(300, written.Sum(write => write.Results[0].Rows));
        Assert.Equal(300, await test.ScalarAsync<long>("SELECT count(*) FROM numbers"));
    }

    [Fact]
    public async Task Concurrent_reads_each_get_their_own_row()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);
        await test.ExecuteAsync($"{Table}; INSERT INTO numbers SELECT generate_series(100, 399)");

        var found = await Task.WhenAll(Enumerable.Range(0, 900).Select(i => FindAsync(database, i)));

        Assert.Equal(Enumerable.Range(0, 900).Select(i => i is >= 100 and < 400 ? (long?)i : null), found.Select(row => row?.Number));
    }

    [Fact]
    public async Task A_failed_write_does_not_affect_others()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);
        await test.ExecuteAsync(Table);

        var writes = Enumerable.Range(1, 50).Select(i => InsertAsync(database, i)).ToList();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => writes[12]);
        Assert.All(await Task.WhenAll(writes.Where(write => write != writes[12])), results => Assert.Equal(1, results[0].Rows));
        Assert.Equal(49, await test.ScalarAsync<long>("SELECT count(*) FROM numbers"));
    }

    [Fact]
    public async Task A_failed_write_is_rolled_back_completely()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);
        await test.ExecuteAsync(Table);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => database.WriteAsync([Insert(1), Insert(13)]));

        Assert.Equal(0, await test.ScalarAsync<long>("SELECT count(*) FROM numbers"));
    }

    [Fact]
    public async Task A_write_whose_commit_fails_is_reported_as_failed()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);
        await test.ExecuteAsync(
            "CREATE TABLE numbers (number bigint UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO numbers VALUES (7)"
        );

        var writes = Enumerable
            .Range(1, 10)
            .Select(number => database.WriteAsync([new Statement("INSERT INTO numbers VALUES (@Number)", new Given(number))]))
            .ToList();

        await Assert.ThrowsAsync<UniqueViolationException>(() => writes[6]);
        await Task.WhenAll(writes.Where(write => write != writes[6]));
        Assert.Equal(10, await test.ScalarAsync<long>("SELECT count(*) FROM numbers"));
    }

    [Fact]
    public async Task A_write_that_waits_for_another_transaction_does_not_delay_others()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);
        await test.ExecuteAsync(Table);
        await using var other = await test.ConnectAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await other.ExecuteAsync("INSERT INTO numbers VALUES (7)");

        var writes = Enumerable.Range(1, 10).Select(i => InsertAsync(database, i)).ToList();

        await Task.WhenAll(writes.Where(write => write != writes[6]));
        Assert.False(writes[6].IsCompleted);
        await transaction.CommitAsync();
        Assert.Equal(0, (await writes[6])[0].Rows);
    }

    [Fact]
    public async Task A_read_that_hangs_delays_the_next_batch_only_briefly()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);

        var hangs = SleepAsync(600);
        while (
            await test.ScalarAsync<long>(
                "SELECT count(*) FROM pg_stat_activity "
                    + "WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep($1)%'"
            ) == 0
        )
        {
            // Before this read has started, the next one would join its batch.
            await Task.Delay(10);
        }

        await SleepAsync(0);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => hangs);

        Task<Given?> SleepAsync(long seconds) =>
            database.FindAsync<Given>("SELECT 1::bigint AS Number FROM pg_sleep(@Number)", new Given(seconds), CancellationToken.None);
    }

    private static Statement Insert(long number) => new("INSERT INTO numbers VALUES (@Number) ON CONFLICT DO NOTHING", new Given(number));

    private static Task<IReadOnlyList<StatementResult>> InsertAsync(PostgresDatabase database, long number) =>
        database.WriteAsync([
            Insert(number),
            new Statement("SELECT number FROM numbers WHERE number = @Number", new Given(number)) { HasResult = true },
        ]);

    private static Task<Given?> FindAsync(PostgresDatabase database, long number) =>
        database.FindAsync<Given>("SELECT number AS Number FROM numbers WHERE number = @Number", new Given(number), CancellationToken.None);

    private sealed record Given(long Number);
}
