using System.Text.Json;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class StaleKeysTests
{
    [Theory]
    [OnBothDatabases]
    public async Task Keys_without_use_or_end_are_listed_with_the_reason(StorageProvider provider)
    {
        var clock = new MovableClock();
        clock.Advance(TimeSpan.FromDays(-91));
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider, clock);
        var (unused, both, used, revoked, ended) = (
            await CreateAsync("unused", days: 900),
            await CreateAsync("both", days: null),
            await CreateAsync("used", days: 900),
            await CreateAsync("revoked", days: null),
            await CreateAsync("ended", days: 1)
        );
        clock.Advance(TimeSpan.FromDays(91));
        var (endless, manager) = (await CreateAsync("endless", days: null), await CreateAsync("manager", days: 900, Scopes.ManageKeys));
        await service.Database.ExecuteAsync("UPDATE api_keys SET last_used_at = created_at WHERE name IN ('both', 'unused')");
        await service.Database.ExecuteAsync(
            $"UPDATE api_keys SET last_used_at = {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}000 WHERE name IN ('used', 'endless')"
        );
        await service.SendAsync("DELETE", $"/api/keys/{revoked.Id}");

        var local = await CommandLine.RunAsync(service, "keys", "list", "--stale", "--json");
        var remote = await CommandLine.RunAsync(
            service,
            manager.Token,
            ["keys", "list", "--stale", "--json", "--url", service.BaseAddress.ToString()]
        );
        var table = await CommandLine.RunAsync(service, "keys", "list", "--stale");
        var all = await CommandLine.RunAsync(service, manager.Token, ["keys", "list", "--url", service.BaseAddress.ToString()]);

        Assert.Equal((0, 0, 0, 0), (local.ExitCode, remote.ExitCode, table.ExitCode, all.ExitCode));
        var keys = JsonDocument
            .Parse(local.Output)
            .RootElement.GetProperty("keys")
            .EnumerateArray()
            .ToDictionary(key => key.GetProperty("id").GetString()!, key => string.Join(' ', key.GetProperty("stale").EnumerateArray()));
        Assert.Equal(
            new Dictionary<string, string>
            {
                [unused.Id] = "unused",
                [both.Id] = "unused endless",
                [endless.Id] = "endless",
            }.OrderBy(key => key.Key),
            keys.OrderBy(key => key.Key)
        );
        Assert.Equal(local.Output, remote.Output);
        Assert.Equal(4, table.Output.TrimEnd().Split('\n').Length);
        Assert.Matches($"{both.Id} .* unused, endless", table.Output);
        Assert.All([unused, both, used, revoked, ended, endless, manager], key =>
            Assert.Contains(key.Id, all.Output, StringComparison.Ordinal)
        );

        async Task<(string Id, string Token)> CreateAsync(string name, int? days, string scope = Scopes.ListSecrets)
        {
            var end = days is { } some ? (clock.GetUtcNow() + TimeSpan.FromDays(some)).ToString("O") : null;
            var body = JsonSerializer.Serialize(
                new
                {
                    name,
                    scopes = new[] { scope },
                    expires_at = end,
                }
            );
            var created = (await service.SendJsonAsync("POST", "/api/keys", body)).Json;
            return (created.GetProperty("id").GetString()!, created.GetProperty("token").GetString()!);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_service_lists_the_keys_of_another_owner_only_for_keys_of_default(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var alice = await service.CreateKeyAsync("alice", Scopes.ManageKeys);
        string[] url = ["--url", service.BaseAddress.ToString()];

        var own = await CommandLine.RunAsync(service, alice, ["keys", "list", .. url]);
        var named = await CommandLine.RunAsync(service, service.Key, ["keys", "list", "--owner", "alice", .. url]);
        var refused = await CommandLine.RunAsync(service, alice, ["keys", "list", "--owner", "default", .. url]);
        var absent = await CommandLine.RunAsync(service, service.Key, ["keys", "list", "--owner", "nobody", .. url]);

        Assert.Equal(own, named);
        Assert.Equal(2, own.Output.TrimEnd().Split('\n').Length);
        Assert.Equal((0, 4, 3), (own.ExitCode, refused.ExitCode, absent.ExitCode));
    }
}
