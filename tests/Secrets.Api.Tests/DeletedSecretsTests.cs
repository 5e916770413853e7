using System.Text.Json;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Secrets.PurgeDeletedSecrets;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class DeletedSecretsTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases]
    public async Task A_deleted_secret_is_gone_at_once_and_can_be_restored_with_its_history(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("first", "f");
        await service.CreateAsync("undone", "one", "described");
        await service.CreateAsync("last", "l");
        await service.SetValueAsync("undone", "two");

        await service.DeleteAsync("undone");

        Assert.Equal(["first", "last"], (await service.ListAsync()).Keys);
        Assert.Equal(
            new[] { 404, 404, 404 },
            new[]
            {
                (await service.RevealAsync("undone")).Status,
                (await service.RevealAsync("undone", 1)).Status,
                (await service.SendAsync("GET", "/api/secrets/undone/versions")).Status,
            }
        );
        var deleted = Assert.Single(await ListAsync(service));
        Assert.Equal(("undone", "described"), (deleted.GetProperty("name").GetString(), deleted.GetProperty("description").GetString()));
        Assert.Equal(
            TimeSpan.FromDays(7),
            deleted.GetProperty("restorable_until").GetDateTimeOffset() - deleted.GetProperty("deleted_at").GetDateTimeOffset()
        );
        (await RestoreAsync(service, deleted)).Is(200, """{"message":"Secret restored successfully"}""");
        Assert.Equal(["first", "undone", "last"], (await service.ListAsync()).Keys);
        Assert.Equal(["two", "one"], [(await service.RevealAsync("undone")).Body, (await service.RevealAsync("undone", 1)).Body]);
        Assert.Equal("described", (await service.ListAsync())["undone"]);
        Assert.Empty(await ListAsync(service));
        (await RestoreAsync(service, deleted)).Is(
            404,
            $$"""{"error":"Deleted secret with ID {{deleted.GetProperty("id").GetString()}} not found"}"""
        );
        Assert.Equal(200, (await service.SetValueAsync("undone", "three")).Status);
        Assert.Equal(200, (await service.UpdateAsync("undone", "renamed")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_name_of_a_deleted_secret_can_be_used_again_and_again(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        foreach (var value in new[] { "one", "two", "three" })
        {
            Assert.Equal(200, (await service.CreateAsync("reused", value)).Status);
            Assert.Equal(200, (await service.DeleteAsync("reused")).Status);
        }

        await service.CreateAsync("reused", "four");
        var deleted = await ListAsync(service);

        Assert.Equal(3, deleted.Count);
        (await RestoreAsync(service, deleted[0])).Is(400, """{"message":"Secret reused already exists"}""");
        Assert.Equal("four", (await service.RevealAsync("reused")).Body);
        await service.UpdateAsync("reused", "moved");
        Assert.Equal(200, (await RestoreAsync(service, deleted[0])).Status);
        Assert.Equal(["three", "four"], [(await service.RevealAsync("reused")).Body, (await service.RevealAsync("moved")).Body]);
        Assert.Equal(2, (await ListAsync(service)).Count);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_deletes_and_restores_happen_once_each(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("contested", "v");

        var deletes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.DeleteAsync("contested")));
        var deleted = Assert.Single(await ListAsync(service));
        var restores = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RestoreAsync(service, deleted)));

        Assert.Equal((1, 19), (deletes.Count(response => response.Status == 200), deletes.Count(response => response.Status == 404)));
        Assert.Equal(1, restores.Count(response => response.Status == 200));
        Assert.All(restores, response => Assert.Contains(response.Status, new[] { 200, 400, 404 }));
        Assert.Equal("v", (await service.RevealAsync("contested")).Body);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_deletes_and_new_values_lose_no_acknowledged_change(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("raced", "v1");

        var values = Task.WhenAll(Enumerable.Range(0, 20).Select(i => service.SetValueAsync("raced", $"by {i}")));
        var deleted = await service.DeleteAsync("raced");
        var responses = await values;

        Assert.Equal(200, deleted.Status);
        Assert.All(responses, response => Assert.Contains(response.Status, new[] { 200, 404 }));
        await RestoreAsync(service, Assert.Single(await ListAsync(service)));
        var version = (await service.SendAsync("GET", "/api/secrets/raced")).Json.GetProperty("version").GetInt32();
        Assert.Equal(1 + responses.Count(response => response.Status == 200), version);
        Assert.Equal(200, (await service.RevealAsync("raced")).Status);
    }

    [Theory]
    [OnBothDatabases("00000000-0000-0000-0000-000000000000")]
    [OnBothDatabases("undone")]
    [OnBothDatabases("%20")]
    public async Task A_secret_that_was_not_deleted_cannot_be_restored(StorageProvider provider, string id)
    {
        var service = await services.OnAsync(provider);

        Assert.Equal(404, (await service.SendAsync("POST", $"/api/deleted-secrets/{id}/restore")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Another_owner_can_neither_see_nor_restore_a_deleted_secret(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("of default");
        await service.DeleteAsync("of default");
        var id = (await ListAsync(service))[0].GetProperty("id").GetString();
        var key = await service.CreateKeyAsync("trent", "secrets:list", "secrets:write");

        (await service.SendAsync("GET", "/api/deleted-secrets", key: key)).Is(200, """{"deleted_secrets":[]}""");
        Assert.Equal(404, (await service.SendAsync("POST", $"/api/deleted-secrets/{id}/restore", key: key)).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_expired_deleted_secret_is_not_listed_cannot_be_restored_and_is_purged(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:DeletedSecretsKeptDays=3");
        await service.CreateAsync("old", "one");
        await service.SetValueAsync("old", "two");
        await service.CreateAsync("kept", "one");
        await service.SetValueAsync("kept", "two");
        await service.DeleteAsync("old");
        var deleted = Assert.Single(await ListAsync(service));
        await AgeAsync(service, days: 2);
        await service.CreateAsync("recent", "v");
        await service.DeleteAsync("recent");
        Assert.Equal(0, await PurgeAsync(service));

        await AgeAsync(service, days: 1);

        Assert.Equal(["recent"], (await ListAsync(service)).Select(secret => secret.GetProperty("name").GetString()));
        Assert.Equal(404, (await RestoreAsync(service, deleted)).Status);
        Assert.Equal(1, await PurgeAsync(service));
        Assert.Equal(
            (1L, 2L),
            (
                await service.Database.ScalarAsync<long>("SELECT count(*) FROM deleted_secrets"),
                await service.Database.ScalarAsync<long>("SELECT count(*) FROM secret_versions")
            )
        );
        Assert.Equal("one", (await service.RevealAsync("kept", 1)).Body);
        Assert.Equal(200, (await RestoreAsync(service, Assert.Single(await ListAsync(service)))).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_service_purges_in_the_background(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("old");
        await service.DeleteAsync("old");
        await AgeAsync(service, days: 8);

        await using var replica = await service.ReplicaAsync(TimeProvider.System);

        await replica.Log.WaitForAsync("Destroyed 1 deleted secrets that could no longer be restored");
        Assert.Equal(0, await service.Database.ScalarAsync<long>("SELECT count(*) FROM deleted_secrets"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Replicas_purging_concurrently_destroy_each_secret_once(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await using var replica = await service.ReplicaAsync(TimeProvider.System);
        await Task.WhenAll(
            Enumerable
                .Range(0, 600)
                .Select(async i =>
                {
                    await service.CreateAsync($"s{i}");
                    await service.DeleteAsync($"s{i}");
                })
        );
        await AgeAsync(service, days: 8);

        var purged = await Task.WhenAll(PurgeAsync(service), PurgeAsync(replica), PurgeAsync(service));

        Assert.Equal(600, purged.Sum());
        Assert.Equal(0, await service.Database.ScalarAsync<long>("SELECT count(*) FROM secret_versions"));
    }

    private static async Task<List<JsonElement>> ListAsync(RunningService service) =>
        [.. (await service.SendAsync("GET", "/api/deleted-secrets")).Json.GetProperty("deleted_secrets").EnumerateArray()];

    private static Task<ServiceResponse> RestoreAsync(RunningService service, JsonElement deleted) =>
        service.SendAsync("POST", $"/api/deleted-secrets/{deleted.GetProperty("id").GetString()}/restore");

    private static Task<int> AgeAsync(RunningService service, int days) =>
        service.Database.ExecuteAsync(
            $"UPDATE deleted_secrets SET deleted_at = deleted_at - {(long)TimeSpan.FromDays(days).TotalMicroseconds}"
        );

    private static Task<int> PurgeAsync(RunningService service) =>
        service.Services.GetRequiredService<IMediator>().Send(new PurgeDeletedSecretsCommand());
}
