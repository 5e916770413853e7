using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Secrets;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class RevealCountTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases]
    public async Task Every_value_that_is_sent_is_counted_and_nothing_else(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("COUNTED", "first");
        await service.SetValueAsync("COUNTED", "second");
        await service.CreateAsync("NEVER");
        var tag = (await service.RevealAsync("COUNTED")).Header("ETag")!;

        await service.RevealAsync("COUNTED", version: 1);
        await service.SendAsync("GET", "/api/settings/secrets/COUNTED");
        await service.SendAsync("GET", "/api/export");
        await service.SendAsync("HEAD", "/api/secrets/COUNTED/value");
        await service.SendAsync("HEAD", "/api/settings/secrets/COUNTED");
        await service.SendAsync("HEAD", "/api/export");
        await service.SendAsync("GET", "/api/secrets/COUNTED/value", headers: [new("If-None-Match", tag)]);
        await service.SendAsync("GET", "/api/secrets/COUNTED/versions");
        await service.RevealAsync("COUNTED", version: 7);
        Assert.Equal(0, await CountAsync(service, "COUNTED"));

        await WriteAsync(service);

        Assert.Equal(4, await CountAsync(service, "COUNTED"));
        Assert.Equal(1, await CountAsync(service, "NEVER"));
        Assert.Equal(
            await service.Database.ScalarAsync<long>("SELECT max(at) FROM audit_events WHERE action = 'secret.export'") / 60_000_000,
            await service.Database.ScalarAsync<long>("SELECT max(last_revealed_at) FROM secret_reveals") / 60_000_000,
            tolerance: 1
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_value_that_cannot_be_decrypted_is_not_counted(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("DAMAGED");
        await service.Database.ExecuteAsync("UPDATE secrets SET version = 2");

        Assert.Equal(500, (await service.RevealAsync("DAMAGED")).Status);
        await service.SendAsync("GET", "/api/export");
        await WriteAsync(service);

        Assert.Equal(0, await CountAsync(service, "DAMAGED"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_counts_of_replicas_are_added_and_the_latest_time_stays(StorageProvider provider)
    {
        var ahead = new MovableClock();
        ahead.Advance(TimeSpan.FromSeconds(20));
        await using var service = await RunningService.StartAsync(provider);
        await using var replica = await service.ReplicaAsync(ahead);
        await service.CreateAsync("SHARED");
        await replica.RevealAsync("SHARED");
        await WriteAsync(replica);
        var latest = await service.Database.ScalarAsync<long>("SELECT last_revealed_at FROM secret_reveals");
        for (var i = 0; i < 50; i++)
        {
            await service.RevealAsync("SHARED");
            await replica.RevealAsync("SHARED");
        }

        await Task.WhenAll(WriteAsync(service), WriteAsync(replica));
        await service.RevealAsync("SHARED");
        await WriteAsync(service);

        Assert.Equal(102, await CountAsync(service, "SHARED"));
        Assert.InRange(await service.Database.ScalarAsync<long>("SELECT last_revealed_at FROM secret_reveals"), latest, long.MaxValue);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Counts_are_written_when_the_service_stops(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("STOPPED");
        await service.RevealAsync("STOPPED");

        await service.StopAsync();

        Assert.Equal(1, await CountAsync(service, "STOPPED"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_reveal_succeeds_if_its_count_cannot_be_written_and_is_counted_later(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("LATER", "value");
        await service.Database.ExecuteAsync("ALTER TABLE secret_reveals RENAME TO away");

        (await service.RevealAsync("LATER")).IsValue("value");
        await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync(service));
        (await service.RevealAsync("LATER")).IsValue("value");
        await service.Database.ExecuteAsync("ALTER TABLE away RENAME TO secret_reveals");
        await WriteAsync(service);

        Assert.Equal(2, await CountAsync(service, "LATER"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Counts_go_with_their_secret_and_do_not_come_back(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("GONE");
        await service.RevealAsync("GONE");
        await WriteAsync(service);
        await service.RevealAsync("GONE");
        await service.DeleteAsync("GONE");
        Assert.Equal(1, await RowsAsync(service));

        await service.SendAsync("DELETE", $"/api/deleted-secrets/{await service.FindDeletedIdAsync()}");
        await WriteAsync(service);

        Assert.Equal(0, await RowsAsync(service));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Shredding_an_owner_removes_its_counts(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("KEPT");
        await service.RevealAsync("KEPT");
        service.Key = await service.CreateKeyAsync("shredded", "secrets:write", "secrets:reveal");
        await service.CreateAsync("SHREDDED");
        await service.RevealAsync("SHREDDED");
        await WriteAsync(service);
        await service.RevealAsync("SHREDDED");
        Assert.Equal(2, await RowsAsync(service));

        Assert.Equal(0, (await CommandLine.RunAsync(service, "owners", "shred", "shredded", "--yes")).ExitCode);
        await WriteAsync(service);

        Assert.Equal(1, await RowsAsync(service));
        Assert.Equal(1, await CountAsync(service, "KEPT"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_command_counts_what_it_reveals(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("BY_COMMAND", "value");

        Assert.Equal((0, "value", ""), await CommandLine.RunAsync(service, "get", "BY_COMMAND"));

        Assert.Equal(1, await CountAsync(service, "BY_COMMAND"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_migration_counts_the_reveals_that_the_audit_log_has(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("OLD");
        await service.RevealAsync("OLD");
        await service.SendAsync("GET", "/api/export");
        await service.CreateAsync("UNUSED");
        await service.StopAsync();
        await service.Database.ExecuteAsync("DROP TABLE secret_reveals; DELETE FROM schema_migrations WHERE number >= 11");

        Assert.Equal(0, (await CommandLine.RunAsync(service, "database", "migrate")).ExitCode);

        Assert.Equal(2, await CountAsync(service, "OLD"));
        Assert.Equal(1, await RowsAsync(service));
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_list_shows_reveals_and_selects_what_was_not_revealed_for_a_time(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        foreach (var name in new[] { "USED", "UNUSED", "LONG_AGO", "NEW" })
        {
            await service.CreateAsync(name);
        }

        await service.RevealAsync("LONG_AGO");
        await WriteAsync(service);
        var days = 86_400_000_000L;
        await service.Database.ExecuteAsync($"UPDATE secret_reveals SET last_revealed_at = last_revealed_at - {91 * days}");
        await service.Database.ExecuteAsync($"UPDATE secrets SET created_at = created_at - {100 * days} WHERE name <> 'NEW'");
        await service.RevealAsync("USED");
        await service.RevealAsync("USED");
        await WriteAsync(service);

        var entries = await EntriesAsync("");

        Assert.Equal([("USED", 2), ("UNUSED", 0), ("LONG_AGO", 1), ("NEW", 0)], entries.Select(CountOf));
        Assert.Equal([true, false, true, false], entries.Select(entry => entry.TryGetProperty("last_revealed_at", out _)));
        Assert.InRange(
            DateTimeOffset.UtcNow - entries[0].GetProperty("last_revealed_at").GetDateTimeOffset(),
            TimeSpan.FromMinutes(-1),
            TimeSpan.FromMinutes(5)
        );
        foreach (var page in new[] { "", "&limit=1", "&sort=name", "&sort=due" })
        {
            Assert.Equal(["LONG_AGO", "UNUSED"], (await EntriesAsync($"?unused=90d{page}")).Select(NameOf).Order(StringComparer.Ordinal));
        }

        string[] list = ["list", "--unused", "90d"];
        var local = await CommandLine.RunAsync(service, list);
        var remote = await CommandLine.RunAsync(service, service.Key, [.. list, "--url", service.BaseAddress.ToString()]);
        Assert.Equal((0, local), (local.ExitCode, remote));
        Assert.Equal(["NAME", "UNUSED", "LONG_AGO"], local.Output.TrimEnd().Split('\n').Select(line => line.Split(' ')[0]));
        Assert.Equal(["UNUSED"], (await EntriesAsync("?unused=95d")).Select(NameOf));
        Assert.Empty(await EntriesAsync("?unused=101d"));
        Assert.Equal(
            ["LONG_AGO", "NEW", "UNUSED", "USED"],
            (await EntriesAsync("?unused=0d")).Select(NameOf).Order(StringComparer.Ordinal)
        );
        Assert.False((await service.SendAsync("GET", "/api/secrets/USED/metadata")).Json.TryGetProperty("reveals", out _));

        async Task<List<JsonElement>> EntriesAsync(string query)
        {
            var all = new List<JsonElement>();
            for (var path = $"/api/secret-metadata{query}"; path is not null;)
            {
                var page = await service.SendAsync("GET", path);
                all.AddRange(page.Json.GetProperty("secrets").EnumerateArray());
                path = page.Header("Link")?.Split('>')[0][1..];
            }

            return all;
        }

        static (string?, int) CountOf(JsonElement entry) => (NameOf(entry), entry.GetProperty("reveals").GetInt32());

        static string? NameOf(JsonElement entry) => entry.GetProperty("name").GetString();
    }

    private static Task<long> WriteAsync(RunningService service) => service.Services.GetRequiredService<RevealCounts>().WriteAsync();

    private static Task<long> CountAsync(RunningService service, string name) =>
        service.Database.ScalarAsync<long>(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                SELECT coalesce((SELECT reveals FROM secret_reveals JOIN secrets
                    ON secrets.owner_id = secret_reveals.owner_id AND id = secret_id WHERE name = '{name}'), 0)
                """
            )
        );

    private static Task<long> RowsAsync(RunningService service) =>
        service.Database.ScalarAsync<long>("SELECT count(*) FROM secret_reveals");
}
