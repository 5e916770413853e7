using System.Globalization;
using Dapper;
using Npgsql;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The number and the replacement of connections to Postgres.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresConnectionsTests
{
    private const string OthersHere = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";

    [Fact]
    public async Task Requests_after_Postgres_ended_all_idle_connections_succeed()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        using var relay = Relay(database);
        await using var service = await StartAsync(database, Through(relay, database));
        await RequestsSucceedAfterAsync(service, async () =>
        {
            await database.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OthersHere}");
            while (relay.Open > 0)
            {
                await Task.Delay(10);
            }
        });
    }

    [Fact]
    public async Task Requests_after_a_firewall_closed_all_idle_connections_succeed()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        using var firewall = Relay(database);
        await using var service = await StartAsync(database, Through(firewall, database));
        await RequestsSucceedAfterAsync(service, () =>
        {
            firewall.CloseAll();
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task The_maximum_pool_size_bounds_all_connections_and_every_request_succeeds(int size)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var service = await StartAsync(
            database,
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = size }
        );

        await using var connection = await database.ConnectAsync();
        var requests = LoadAsync(service);
        var most = 0L;
        do
        {
            most = Math.Max(most, await connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE {OthersHere}"));
        } while (!requests.IsCompleted);

        Assert.All(await requests, status => Assert.Equal(200, status));
        Assert.InRange(most, 1, size);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Every_request_succeeds_if_the_server_allows_fewer_connections(int limit)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var name = server.Database;
        await database.ExecuteAsync(
            $"CREATE ROLE {name} LOGIN PASSWORD 'pw' CONNECTION LIMIT {limit}; ALTER DATABASE {name} OWNER TO {name}"
        );
        await using (
            var service = await StartAsync(database, new NpgsqlConnectionStringBuilder($"{server}") { Username = name, Password = "pw" })
        )
        {
            Assert.All(await LoadAsync(service), status => Assert.Equal(200, status));
        }

        await database.ExecuteAsync($"REASSIGN OWNED BY {name} TO {server.Username}; DROP OWNED BY {name}; DROP ROLE {name}");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public async Task Waiting_queries_do_not_take_the_connections_of_authentication(int size)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var service = await StartAsync(
            database,
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = size }
        );
        await using var connection = await database.ConnectAsync();
        await connection.ExecuteAsync("BEGIN; LOCK audit_events");

        var queries = Enumerable.Range(0, 30).Select(_ => service.SendAsync("GET", "/api/audit")).ToList();
        (await service.SendAsync("GET", "/api/secrets", key: "csk_unknown")).Is(401, """{"detail":"Unauthorized"}""");

        await connection.ExecuteAsync("COMMIT");
        await Task.WhenAll(queries);
    }

    [Fact]
    public async Task A_database_that_is_not_UTF8_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(
            StorageProvider.Postgres,
            "ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        );

        var refusal = await Assert.ThrowsAsync<SettingException>(() =>
            StartAsync(database, new NpgsqlConnectionStringBuilder(database.ConnectionString))
        );

        Assert.StartsWith("ConnectionStrings__Secrets: the database's encoding is LATIN1", refusal.Message, StringComparison.Ordinal);
        var (exitCode, output, _) = await CommandLine.RunAsync(database, "doctor");
        Assert.Equal(1, exitCode);
        Assert.Contains("WRONG  database  ConnectionStrings__Secrets: the database's encoding is LATIN1", output, StringComparison.Ordinal);
    }

    private static HangingServer Relay(TestDatabase database)
    {
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return new HangingServer(direct.Host!, direct.Port);
    }

    private static NpgsqlConnectionStringBuilder Through(HangingServer relay, TestDatabase database) =>
        new(database.ConnectionString) { Host = "127.0.0.1", Port = relay.Port };

    private static Task<RunningService> StartAsync(TestDatabase database, NpgsqlConnectionStringBuilder connectionString) =>
        RunningService.StartAsync(
            StorageProvider.Postgres,
            $"--ConnectionStrings:Secrets={connectionString}",
            $"--Encryption:KeyRingPath={database.KeyRingPath}"
        );

    private static async Task RequestsSucceedAfterAsync(RunningService service, Func<Task> close)
    {
        var key = await service.CreateKeyAsync(owner: null, "secrets:list");
        var requests = new (string What, Func<Task<ServiceResponse>> Send)[]
        {
            ("create", () => service.CreateAsync("a")),
            ("look up a key", () => service.SendAsync("GET", "/api/secrets", key: key)),
            ("reveal", () => service.RevealAsync("a")),
            ("list", () => service.SendAsync("GET", "/api/secrets")),
            ("set a value", () => service.SetValueAsync("a", "w")),
            ("rename", () => service.UpdateAsync("a", "b")),
            ("import", () => service.SendAsync("POST", "/api/import", "c=d"u8.ToArray(), "text/plain")),
            ("audit", () => service.SendAsync("GET", "/api/audit")),
            ("delete", () => service.DeleteAsync("b")),
        };
        foreach (var (what, send) in requests)
        {
            // Opens as many idle connections as possible.
            await LoadAsync(service);
            await close();
            var response = await send();
            Assert.True(response.Status == 200, string.Create(CultureInfo.InvariantCulture, $"{what} is {response.Status}"));
        }
    }

    private static Task<int[]> LoadAsync(RunningService service) =>
        Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(async i =>
                    (i % 4) switch
                    {
                        0 => (await service.CreateAsync($"load-{Guid.NewGuid()}")).Status,
                        1 => (await service.SendAsync("GET", "/api/secrets?limit=5")).Status,
                        2 => (await service.SendAsync("GET", "/api/audit?limit=5")).Status,
                        _ => (await service.PostKeyAsync(["secrets:list"])).Status,
                    }
                )
        );
}
