using System.Text;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Secrets.PurgeDeletedSecrets;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>How much an owner can store.</summary>
public sealed class OwnerLimitsTests
{
    [Theory]
    [OnBothDatabases]
    public async Task Secrets_beyond_the_limit_are_422_on_every_route_and_those_that_exist_can_be_changed(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:SecretsPerOwner=3");
        foreach (var name in new[] { "A", "B", "C" })
        {
            Assert.Equal(200, (await service.CreateAsync(name)).Status);
        }

        var refused = await service.CreateAsync("D");
        refused.Is(
            422,
            """{"detail":[{"loc":["body"],"msg":"The owner may have at most 3 secrets, deleted ones that can be restored included (Limits__SecretsPerOwner)","type":"limit_reached"}]}"""
        );
        (await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"D","value":"v"}""")).IsInvalid("body limit_reached");
        (await ImportAsync(service, "A=v\nD=v\n")).IsInvalid("body limit_reached");

        Assert.Equal(200, (await service.SetValueAsync("A", "w")).Status);
        Assert.Equal(200, (await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"B","value":"w"}""")).Status);
        Assert.Equal(200, (await ImportAsync(service, "C=w\n")).Status);
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

        var id = (await service.SendAsync("GET", "/api/deleted-secrets"))
            .Json.GetProperty("deleted_secrets")[0]
            .GetProperty("id")
            .GetString();
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
    public async Task Creates_at_the_same_time_do_not_pass_the_limit_and_refused_names_take_no_room(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:SecretsPerOwner=20");
        await service.CreateAsync("N0");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => service.CreateAsync("N0")));

        var answers = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => service.CreateAsync($"N{i}")));

        Assert.Equal(19, answers.Count(answer => answer.Status == 200));
        Assert.Equal(21, answers.Count(answer => answer.Status == 422));
        Assert.Equal(20, (await service.ListAsync()).Count);
    }

    [Fact]
    public async Task Two_replicas_pass_the_limit_by_one_percent_at_most()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Postgres, "--Limits:SecretsPerOwner=1000");
        await using var replica = await service.ReplicaAsync(TimeProvider.System, "--Limits:SecretsPerOwner=1000");
        await ImportAsync(service, string.Concat(Enumerable.Range(0, 900).Select(i => $"OLD_{i}=v\n")));

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
    public async Task Another_owner_has_room_of_its_own(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:SecretsPerOwner=1");
        var other = (await service.SendJsonAsync("POST", "/api/keys", """{"name":"k","scopes":["secrets:write"],"owner":"other"}"""))
            .Json.GetProperty("token")
            .GetString();
        await service.CreateAsync("A");

        Assert.Equal(422, (await service.CreateAsync("B")).Status);
        Assert.Equal(200, (await service.SendAsync("POST", "/api/secrets", """{"name":"A","value":"v"}"""u8.ToArray(), key: other)).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Active_api_keys_are_limited_and_can_be_rotated_at_the_limit(StorageProvider provider)
    {
        var time = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, time, "--Limits:ApiKeysPerOwner=2");
        var first = await CreateKeyAsync(service);
        await CreateKeyAsync(service, time.GetUtcNow().AddDays(1));

        var refused = await CreateKeyAsync(service);
        refused.IsInvalid("body limit_reached");
        Assert.Contains("Limits__ApiKeysPerOwner", refused.Body, StringComparison.Ordinal);

        var successor = await service.SendAsync("POST", $"/api/keys/{Id(first)}/rotate");
        Assert.Equal(200, successor.Status);
        Assert.Equal(422, (await CreateKeyAsync(service)).Status);

        // The old key and the one of a day have expired.
        time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(200, (await CreateKeyAsync(service)).Status);
        Assert.Equal(422, (await CreateKeyAsync(service)).Status);

        await service.SendAsync("DELETE", $"/api/keys/{Id(successor)}");
        Assert.Equal(200, (await CreateKeyAsync(service)).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Rotations_that_overlap_are_limited_as_well(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:ApiKeysPerOwner=2");
        var key = await CreateKeyAsync(service);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (key = await service.SendAsync("POST", $"/api/keys/{Id(key)}/rotate")).Status);
        }

        (await service.SendAsync("POST", $"/api/keys/{Id(key)}/rotate")).IsInvalid("body limit_reached");
    }

    [Theory]
    [OnBothDatabases]
    public async Task Thousands_of_creates_are_counted_right_when_their_counts_are_put_together(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:SecretsPerOwner=2001");
        await service.CreateAsync("A");
        await service.Database.ExecuteAsync(
            $"INSERT INTO secret_counts (owner_id, change) SELECT owner_id, 1 FROM secret_counts, ({(provider == StorageProvider.Postgres ? "SELECT generate_series(1, 1999)" : "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1999) SELECT i FROM n")}) AS numbers"
        );

        await using var replica = await service.ReplicaAsync(TimeProvider.System, "--Limits:SecretsPerOwner=2001");
        Assert.Equal(200, (await replica.CreateAsync("B")).Status);
        Assert.Equal(422, (await replica.CreateAsync("C")).Status);

        Assert.InRange(await service.Database.ScalarAsync<long>("SELECT count(*) FROM secret_counts"), 1, 3);
        Assert.Equal(2001, await service.Database.ScalarAsync<long>("SELECT CAST(sum(change) AS bigint) FROM secret_counts"));
    }

    private static Task<Answer> ImportAsync(RunningService service, string file) =>
        service.SendAsync("POST", "/api/import?on_conflict=replace", Encoding.UTF8.GetBytes(file), "text/plain");

    private static Task<Answer> CreateKeyAsync(RunningService service, DateTimeOffset? expiresAt = null) =>
        service.SendJsonAsync(
            "POST",
            "/api/keys",
            $$"""{"name":"k","scopes":["secrets:list"]{{(expiresAt is { } at ? $",\"expires_at\":\"{at:O}\"" : "")}}}"""
        );

    private static string? Id(Answer key) => key.Json.GetProperty("id").GetString();
}
