using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class HealthTests(Services services) : IClassFixture<Services>
{
    /// <summary>Longer than the result of a probe is cached.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(2);

    /// <summary>Much shorter than any database timeout, and long enough for a busy machine. The promise is one second.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    [Theory]
    [OnBothDatabases("/alive", "ok")]
    [OnBothDatabases("/health", "ok")]
    [OnBothDatabases("/ready", "ready")]
    public async Task Health_needs_no_key_and_ignores_one_that_is_sent(StorageProvider provider, string path, string status)
    {
        await using var service = await RunningService.StartWithoutStoredKeyAsync(
            provider,
            "--Limits:FailedAuthentications=1",
            "--Limits:RequestsPerSecondPerKey=1"
        );

        foreach (
            var key in new[]
            {
                null,
                "wrong",
                "wrong",
                "wrong",
                RunningService.SessionKey,
                RunningService.SessionKey,
                RunningService.SessionKey,
            }
        )
        {
            var response = await service.SendAsync("GET", path, key: key);

            response.Is(200, $$"""{"status":"{{status}}"}""");
            Assert.Equal("no-store", response.Header("Cache-Control"));
        }

        Assert.Equal(405, (await service.SendAsync("POST", path)).Status);
        await service.StopAsync();
        Assert.Equal(0, await service.Database.ScalarAsync<long>("SELECT count(*) FROM audit_events"));
    }

    [Theory]
    [OnBothDatabases("ALTER TABLE schema_migrations RENAME TO away", "ALTER TABLE away RENAME TO schema_migrations", "schema 0")]
    [OnBothDatabases(
        "INSERT INTO schema_migrations VALUES (9999, 'later', 0)",
        "DELETE FROM schema_migrations WHERE number = 9999",
        "schema 9999"
    )]
    [OnBothDatabases("UPDATE schema_migrations SET number = -number", "UPDATE schema_migrations SET number = -number", "schema -8")]
    public async Task A_database_fault_is_logged_once_and_is_not_in_the_response(
        StorageProvider provider,
        string breaks,
        string mends,
        string fault
    )
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        await AssertReadyAsync(service, clock);

        await service.Database.ExecuteAsync(breaks);
        await AssertUnavailableAsync(service, clock);
        await AssertUnavailableAsync(service, clock);
        (await service.SendAsync("GET", "/alive")).Is(200, """{"status":"ok"}""");
        (await service.SendAsync("GET", "/health")).Is(200, """{"status":"ok"}""");
        await service.Database.ExecuteAsync(mends);
        await AssertReadyAsync(service, clock);
        await AssertReadyAsync(service, clock);

        Assert.Contains(
            fault,
            Assert.Single(service.Log.Text.Split('\n'), line => line.Contains("Not ready", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.Single(service.Log.Text.Split('\n'), line => line.Contains("Ready again", StringComparison.Ordinal));
    }

    [Theory]
    [OnBothDatabases("owner_keys")]
    [OnBothDatabases("system_keys")]
    public async Task A_service_whose_key_ring_lacks_a_needed_key_is_not_ready(StorageProvider provider, string table)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        var (id, check) = provider == StorageProvider.Sqlite ? ("X'00000000000000ab'", "X''") : ("'\\x00000000000000ab'", "''");
        await service.Database.ExecuteAsync($"INSERT INTO root_keys (id, check_value) VALUES ({id}, {check})");
        await AssertReadyAsync(service, clock);

        await service.Database.ExecuteAsync($"UPDATE {table} SET root_key_id = {id}");

        await AssertUnavailableAsync(service, clock);
        Assert.Contains("Not ready: The key ring lacks 00000000000000ab", service.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_responds_quickly_while_Postgres_hangs_and_probes_do_not_pile_up()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        using var postgres = new HangingServer(direct.Host!, direct.Port);
        var connectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = postgres.Port,
        }.ToString();
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(
            StorageProvider.Postgres,
            clock,
            $"--ConnectionStrings:Secrets={connectionString}",
            $"--Encryption:KeyRingPath={database.KeyRingPath}"
        );
        await AssertReadyAsync(service, clock);
        var connections = postgres.Accepted;
        var unknown = ApiKeyToken.Generate();

        postgres.Hang();
        for (var i = 0; i < 3; i++)
        {
            await AssertUnavailableAsync(service, clock);
            var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.SendAsync("GET", "/ready", key: unknown)))
                .WaitAsync(Soon);
            Assert.All(others, response => Assert.Equal(503, response.Status));
            (await service.SendAsync("GET", "/alive", key: unknown).WaitAsync(Soon)).Is(200, """{"status":"ok"}""");
            (await service.SendAsync("GET", "/health", key: unknown).WaitAsync(Soon)).Is(200, """{"status":"ok"}""");
        }

        // Each check may take a connection, and another one to cancel it. Background work takes some too.
        Assert.InRange(postgres.Accepted - connections, 0, 20);
        postgres.Resume();
        while ((await service.SendAsync("GET", "/ready").WaitAsync(Soon)).Status != 200)
        {
            clock.Advance(Later);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_stopping_service_is_not_ready(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        (await service.SendAsync("GET", "/ready")).Is(200, """{"status":"ready"}""");

        service.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await service.SendAsync("GET", "/ready")).Is(503, """{"status":"unavailable"}""");
        (await service.SendAsync("GET", "/alive")).Is(200, """{"status":"ok"}""");
    }

    private static async Task AssertReadyAsync(RunningService service, MovableClock clock)
    {
        clock.Advance(Later);
        (await service.SendAsync("GET", "/ready").WaitAsync(Soon)).Is(200, """{"status":"ready"}""");
    }

    private static async Task AssertUnavailableAsync(RunningService service, MovableClock clock)
    {
        clock.Advance(Later);
        var response = await service.SendAsync("GET", "/ready").WaitAsync(Soon);
        response.Is(503, """{"status":"unavailable"}""");
        Assert.Contains("Retry-After: 1", response.Headers, StringComparison.Ordinal);
    }
}
