using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Secrets.PurgeDeletedSecrets;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Limits on the secrets and API keys of an owner.</summary>
public sealed class OwnerLimitsTests
{
    [Theory]
    [OnBothDatabases]
    public async Task Secrets_over_the_limit_get_422_on_every_route_and_existing_ones_can_be_changed(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:SecretsPerOwner=3");
        foreach (var name in new[] { "A", "B", "C" })
        {
            Assert.Equal(200, (await service.CreateAsync(name)).Status);
        }

        var refused = await service.CreateAsync("D");
        refused.Is(
            422,
            """
            {"detail":[{"loc":["body"],
            "msg":"The owner may have at most 3 secrets, deleted ones that can be restored included (Limits__SecretsPerOwner)",
            "type":"limit_reached"}]}
            """
        );
        (await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"D","value":"v"}""")).IsInvalid("body limit_reached");
        (await service.ImportAsync("A=v\nD=v\n", "?on_conflict=replace")).IsInvalid("body limit_reached");

        Assert.Equal(200, (await service.SetValueAsync("A", "w")).Status);
        Assert.Equal(200, (await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"B","value":"w"}""")).Status);
        Assert.Equal(200, (await service.ImportAsync("C=w\n", "?on_conflict=replace")).Status);
        Assert.Equal(["A", "B", "C"], (await service.ListAsync()).Keys);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Deleted_secrets_count_until_they_are_destroyed(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:SecretsPerOwner=2");
        await service.CreateAsync("A");
        await service.CreateAsync("B");
        await service.DeleteAsync("A");
        (await service.CreateAsync("C")).IsInvalid("body limit_reached");

        var id = await service.FindDeletedIdAsync();
        Assert.Equal(200, (await service.SendAsync("POST", $"/api/deleted-secrets/{id}/restore")).Status);
        (await service.CreateAsync("C")).IsInvalid("body limit_reached");

        await service.DeleteAsync("A");
        await service.Database.ExecuteAsync(
            $"UPDATE deleted_secrets SET deleted_at = deleted_at - {(long)TimeSpan.FromDays(8).TotalMicroseconds}"
        );
        Assert.Equal(1, await service.Services.GetRequiredService<IMediator>().Send(new PurgeDeletedSecretsCommand()));
        Assert.Equal(200, (await service.CreateAsync("C")).Status);
        (await service.CreateAsync("D")).IsInvalid("body limit_reached");
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_creates_stay_within_the_limit_and_refused_names_do_not_count(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:SecretsPerOwner=20");
        await service.CreateAsync("N0");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => service.CreateAsync("N0")));

        var responses = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => service.CreateAsync($"N{i}")));

        Assert.Equal(19, responses.Count(response => response.Status == 200));
        Assert.Equal(21, responses.Count(response => response.Status == 422));
        Assert.Equal(20, (await service.ListAsync()).Count);
    }

    [Fact]
    public async Task Two_replicas_exceed_the_limit_by_at_most_one_percent()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Postgres, "--Limits:SecretsPerOwner=1000");
        await using var replica = await service.ReplicaAsync(TimeProvider.System, "--Limits:SecretsPerOwner=1000");
        await service.ImportAsync(string.Concat(Enumerable.Range(0, 900).Select(i => $"OLD_{i}=v\n")), "?on_conflict=replace");

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async client =>
                {
                    for (var i = 0; i < 40; i++)
                    {
                        await (client % 2 == 0 ? service : replica).CreateAsync($"NEW_{client}_{i}");
                    }
                })
        );

        Assert.InRange(await service.Database.ScalarAsync<long>("SELECT count(*) FROM secrets"), 1000, 1010);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Each_owner_has_its_own_limit(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:SecretsPerOwner=1");
        var other = await service.CreateKeyAsync("other", "secrets:write");
        await service.CreateAsync("A");

        Assert.Equal(422, (await service.CreateAsync("B")).Status);
        Assert.Equal(200, (await service.SendAsync("POST", "/api/secrets", """{"name":"A","value":"v"}"""u8.ToArray(), key: other)).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Active_api_keys_are_limited_and_can_be_rotated_at_the_limit(StorageProvider provider)
    {
        var time = new MovableClock();
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider, time, "--Limits:ApiKeysPerOwner=2");
        var first = await service.PostKeyAsync(["secrets:list"]);
        await service.PostKeyAsync(["secrets:list"], expiresAt: time.GetUtcNow().AddDays(1));

        var refused = await service.PostKeyAsync(["secrets:list"]);
        refused.IsInvalid("body limit_reached");
        Assert.Contains("Limits__ApiKeysPerOwner", refused.Body, StringComparison.Ordinal);

        var successor = await service.SendAsync("POST", $"/api/keys/{Id(first)}/rotate");
        Assert.Equal(200, successor.Status);
        Assert.Equal(422, (await service.PostKeyAsync(["secrets:list"])).Status);

        // The old key and the one-day key have expired.
        time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(200, (await service.PostKeyAsync(["secrets:list"])).Status);
        Assert.Equal(422, (await service.PostKeyAsync(["secrets:list"])).Status);

        await service.SendAsync("DELETE", $"/api/keys/{Id(successor)}");
        Assert.Equal(200, (await service.PostKeyAsync(["secrets:list"])).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Overlapping_rotations_are_limited_too(StorageProvider provider)
    {
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider, "--Limits:ApiKeysPerOwner=2");
        var key = await service.PostKeyAsync(["secrets:list"]);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (key = await service.SendAsync("POST", $"/api/keys/{Id(key)}/rotate")).Status);
        }

        (await service.SendAsync("POST", $"/api/keys/{Id(key)}/rotate")).IsInvalid("body limit_reached");
    }

    [Theory]
    [OnBothDatabases]
    public async Task Counts_of_thousands_of_creates_are_merged_correctly(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:SecretsPerOwner=2001");
        await service.CreateAsync("A");
        var numbers =
            provider == StorageProvider.Postgres
                ? "SELECT generate_series(1, 1999)"
                : "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1999) SELECT i FROM n";
        await service.Database.ExecuteAsync(
            $"INSERT INTO secret_counts (owner_id, change) SELECT owner_id, 1 FROM secret_counts, ({numbers}) AS numbers"
        );

        await using var replica = await service.ReplicaAsync(TimeProvider.System, "--Limits:SecretsPerOwner=2001");
        Assert.Equal(200, (await replica.CreateAsync("B")).Status);
        Assert.Equal(422, (await replica.CreateAsync("C")).Status);

        Assert.InRange(await service.Database.ScalarAsync<long>("SELECT count(*) FROM secret_counts"), 1, 3);
        Assert.Equal(2001, await service.Database.ScalarAsync<long>("SELECT CAST(sum(change) AS bigint) FROM secret_counts"));
    }

    private static string? Id(ServiceResponse key) => key.Json.GetProperty("id").GetString();
}
