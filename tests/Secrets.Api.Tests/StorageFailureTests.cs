using Dapper;
using Npgsql;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class StorageFailureTests
{
    [Theory]
    [OnBothDatabases]
    public async Task A_failing_database_gives_503_until_it_works_again(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("before");
        await service.Database.ExecuteAsync("ALTER TABLE secrets RENAME TO away");

        foreach (
            var response in new[]
            {
                await service.CreateAsync("during"),
                await service.UpdateAsync("before", "during"),
                await service.DeleteAsync("before"),
                await service.SendAsync("GET", "/api/secrets"),
            }
        )
        {
            response.Is(503, """{"detail":"Service Unavailable"}""");
            Assert.Contains("Retry-After: 1", response.Headers, StringComparison.Ordinal);
        }

        await service.Database.ExecuteAsync("ALTER TABLE away RENAME TO secrets");
        Assert.Equal(200, (await service.CreateAsync("after")).Status);
        Assert.Equal(["before", "after"], (await service.ListAsync()).Keys);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Connections_that_lost_a_reply_are_abandoned()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        using var postgres = new HangingServer(direct.Host!, direct.Port);
        var connectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = postgres.Port,
            MaxPoolSize = 2,
            KeepAlive = 0,
        }.ToString();
        await using var service = await RunningService.StartAsync(
            StorageProvider.Postgres,
            $"--ConnectionStrings:Secrets={connectionString}",
            $"--Encryption:KeyRingPath={database.KeyRingPath}"
        );
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => service.CreateAsync($"{i}")));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => service.SetValueAsync($"{i}", "before")));

        postgres.Lose();
        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => service.SetValueAsync($"{i}", "during")));
        Assert.Contains(responses, response => response.Status == 503);

        // In the end all connections of the pools are new.
        for (
            var attempts = 1;
            (await service.SetValueAsync("0", "after")).Status != 200 || (await service.RevealAsync("0")).Status != 200;
            attempts++
        )
        {
            Assert.InRange(attempts, 1, 12);
        }
    }

    // A backup or another long read makes it grow.
    [Fact]
    public async Task The_WAL_of_SQLite_shrinks_after_it_grew()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        var log = new FileInfo(Path.Combine(service.Database.Folder, "secrets.db-wal"));
        await service.CreateAsync("large");
        await using (var reader = await service.Database.ConnectAsync())
        {
            await reader.ExecuteAsync("BEGIN; SELECT count(*) FROM secrets");
            for (var i = 0; i < 150; i++)
            {
                await service.SetValueAsync("large", new string('x', 60_000));
            }
        }

        log.Refresh();
        Assert.True(log.Length > 8_000_000, $"{log.Length}");
        for (var i = 0; i < 3; i++)
        {
            await service.SetValueAsync("large", $"{i}");
        }

        log.Refresh();
        Assert.InRange(log.Length, 0, 4 * 1024 * 1024);
    }

    [Fact]
    public async Task A_primary_that_became_read_only_is_not_ready_until_it_is_writable()
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(StorageProvider.Postgres, clock);
        await service.CreateAsync("before");
        await SetReadOnlyAsync("on");

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(503, (await service.SetValueAsync("before", "during")).Status);
        }

        Assert.Equal(503, await ReadyAsync());

        await SetReadOnlyAsync("off");

        // Each of the old connections fails once.
        for (var attempts = 1; await ReadyAsync() != 200 || (await service.SetValueAsync("before", "after")).Status != 200; attempts++)
        {
            Assert.InRange(attempts, 1, 30);
        }

        async Task<int> ReadyAsync()
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            return (await service.SendAsync("GET", "/ready")).Status;
        }

        // Affects new connections only.
        async Task SetReadOnlyAsync(string isReadOnly)
        {
            await using var connection = await service.Database.ConnectAsync();
            await connection.ExecuteAsync("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
            await connection.ExecuteAsync(
                $"""
                DO $$ BEGIN
                    EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {isReadOnly}', current_database());
                END $$
                """
            );
            await connection.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            );
        }
    }

    // Postgres warns if the wait of a commit for its standby is cancelled.
    [Fact]
    public async Task A_change_with_a_Postgres_warning_gets_503()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Postgres);
        await service.CreateAsync("before");
        await service.Database.ExecuteAsync(
            """
            CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'not on the standby'; RETURN NULL; END $$;
            CREATE TRIGGER warn AFTER INSERT OR UPDATE OR DELETE ON secrets EXECUTE FUNCTION warn();
            """
        );

        foreach (
            var response in new[]
            {
                await service.CreateAsync("during"),
                await service.SetValueAsync("before", "v"),
                await service.UpdateAsync("before", "after"),
                await service.DeleteAsync("after"),
            }
        )
        {
            response.Is(503, """{"detail":"Service Unavailable"}""");
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_secret_with_a_damaged_envelope_stays_unchanged(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("damaged", "v", "d");
        await service.Database.ExecuteAsync("UPDATE secrets SET version = 2");

        (await service.UpdateAsync("damaged", "renamed")).Is(500, """{"detail":"Internal Server Error"}""");

        Assert.Equal(["damaged"], (await service.ListAsync()).Keys);
        Assert.Equal(200, (await service.DeleteAsync("damaged")).Status);
    }
}
