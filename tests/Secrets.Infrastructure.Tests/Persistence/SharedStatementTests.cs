using Dapper;
using Secrets.Application;
using Secrets.Infrastructure.Persistence;
using Secrets.Infrastructure.Persistence.Postgres;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Persistence;

public sealed class SharedStatementTests
{
    private const string Table = "CREATE TABLE numbers (number bigint PRIMARY KEY CHECK (number <> 13))";

    private static readonly SharedStatement<Given, Made> Insert = new(
        "INSERT INTO numbers VALUES (@Number) ON CONFLICT DO NOTHING RETURNING number",
        """
        WITH given AS (SELECT * FROM unnest(@Number) WITH ORDINALITY AS given (number, row)),
             made AS (INSERT INTO numbers SELECT number FROM given ORDER BY number ON CONFLICT DO NOTHING RETURNING number)
        SELECT DISTINCT ON (number) row, number FROM made JOIN given USING (number) ORDER BY number, row
        """,
        rows => new { Number = rows.Select(row => row.Number).ToArray() }
    );

    [Fact]
    public async Task Rows_that_come_at_once_each_get_their_own_result()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);
        await test.ExecuteAsync(Table);
        var insert = database.ShareWrite(Insert);

        var made = await Task.WhenAll(
            Enumerable.Range(0, 900).Select(async i => (Number: (long)(i % 300) + 100, Result: await insert(new Given((i % 300) + 100))))
        );

        Assert.All(made, row => Assert.True(row.Result is null || row.Result.Number == row.Number));
        Assert.Equal(300, made.Count(row => row.Result is not null));
        Assert.Equal(300, await test.ScalarAsync<long>("SELECT count(*) FROM numbers"));
    }

    [Fact]
    public async Task A_row_that_fails_fails_alone()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);
        await test.ExecuteAsync(Table);
        var insert = database.ShareWrite(Insert);

        var rows = Enumerable.Range(1, 50).Select(i => insert(new Given(i))).ToList();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => rows[12]);
        Assert.Equal(
            Enumerable.Range(1, 50).Where(i => i != 13).Select(i => (long)i),
            (await Task.WhenAll(rows.Where(row => row != rows[12]))).Select(made => made!.Number)
        );
    }

    [Fact]
    public async Task Rows_whose_commit_fails_are_not_taken_as_written()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);
        await test.ExecuteAsync(
            "CREATE TABLE numbers (number bigint UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO numbers VALUES (7)"
        );
        var insert = database.ShareWrite(
            new SharedStatement<Given, Made>(
                "INSERT INTO numbers VALUES (@Number) RETURNING number",
                """
                WITH given AS (SELECT * FROM unnest(@Number) WITH ORDINALITY AS given (number, row)),
                     made AS (INSERT INTO numbers SELECT number FROM given RETURNING number)
                SELECT row, number FROM made JOIN given USING (number)
                """,
                rows => new { Number = rows.Select(row => row.Number).ToArray() }
            )
        );

        var rows = Enumerable.Range(1, 10).Select(i => insert(new Given(i))).ToList();

        await Assert.ThrowsAsync<UniqueViolationException>(() => rows[6]);
        await Task.WhenAll(rows.Where(row => row != rows[6]));
        Assert.Equal(10, await test.ScalarAsync<long>("SELECT count(*) FROM numbers"));
    }

    [Fact]
    public async Task A_row_that_waits_for_another_transaction_holds_no_other_up()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);
        await test.ExecuteAsync(Table);
        var insert = database.ShareWrite(Insert);
        await using var other = await test.ConnectAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await other.ExecuteAsync("INSERT INTO numbers VALUES (7)");

        var rows = Enumerable.Range(1, 10).Select(i => insert(new Given(i))).ToList();

        await Task.WhenAll(rows.Where(row => row != rows[6]));
        Assert.False(rows[6].IsCompleted);
        await transaction.CommitAsync();
        Assert.Null(await rows[6]);
    }

    [Fact]
    public async Task A_row_that_hangs_does_not_hold_up_those_behind_it_for_long()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var database = new PostgresDatabase(test.ConnectionString);
        var sleep = database.ShareQuery(
            new SharedStatement<Given, Made>(
                "SELECT pg_sleep(@Number)",
                "SELECT row, pg_sleep(number) FROM unnest(@Number) WITH ORDINALITY AS given (number, row)",
                rows => new { Number = rows.Select(row => row.Number).ToArray() }
            )
        );

        var hangs = sleep(new Given(600), CancellationToken.None);
        while (
            await test.ScalarAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT row, pg_sleep(number)%'"
            ) == 0
        )
        {
            // Until then the other one would be in its batch.
            await Task.Yield();
        }

        await sleep(new Given(0), CancellationToken.None);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => hangs);
    }

    private sealed record Given(long Number);

    private sealed record Made
    {
        public long Number { get; init; }
    }
}
