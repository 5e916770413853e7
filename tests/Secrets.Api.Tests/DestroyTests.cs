using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Values that are destroyed before their time.</summary>
public sealed class DestroyTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases]
    public async Task A_destroyed_version_is_gone_and_the_others_stay(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("leaky", "one");
        await service.SetValueAsync("leaky", "mistaken");
        await service.SetValueAsync("leaky", "three");
        var (value, secret) = await TagsAsync(service, "leaky");

        (await DestroyAsync(service, "leaky", 2)).Is(200, """{"message":"Secret version destroyed successfully"}""");

        Assert.Equal(["3", "1"], await VersionsAsync(service, "leaky"));
        Assert.Equal(["three", "one"], [(await service.RevealAsync("leaky")).Body, (await service.RevealAsync("leaky", 1)).Body]);
        const string gone = """{"error":"Version 2 of secret with ID leaky not found"}""";
        (await service.RevealAsync("leaky", 2)).Is(404, gone);
        (await service.SendAsync("POST", "/api/secrets/leaky/versions/2/restore")).Is(404, gone);
        (await DestroyAsync(service, "leaky", 2)).Is(404, gone);
        (await DestroyAsync(service, "leaky", 0)).Is(404, """{"error":"Version 0 of secret with ID leaky not found"}""");
        (await DestroyAsync(service, "none", 1)).Is(404, """{"error":"Version 1 of secret with ID none not found"}""");
        var tags = await TagsAsync(service, "leaky");
        Assert.Equal((value, true), (tags.Value, tags.Secret != secret));
        Assert.Equal(["secret.destroy-version 2"], await EventsAsync(service, "secret=leaky&action=secret.destroy-version"));
        Assert.Null((await service.VerifyAuditAsync()).Fault);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_current_version_is_destroyed_only_after_another_value(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("current", "mistaken");

        (await DestroyAsync(service, "current", 1)).Is(
            400,
            """{"message":"Version 1 is the current value of secret current. Set another value before you destroy it"}"""
        );
        Assert.Equal("mistaken", (await service.RevealAsync("current")).Body);

        await service.SetValueAsync("current", "right");
        Assert.Equal(200, (await DestroyAsync(service, "current", 1)).Status);
        Assert.Equal(["2"], await VersionsAsync(service, "current"));
        Assert.Equal(200, (await service.UpdateAsync("current", "renamed")).Status);
        Assert.Equal(200, (await service.DeleteAsync("renamed")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_destroyed_deleted_secret_is_gone_and_makes_room(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:SecretsPerOwner=2");
        await service.CreateAsync("kept", "one");
        await service.CreateAsync("mistaken", "one");
        await service.SetValueAsync("mistaken", "two");
        await service.DeleteAsync("mistaken");
        var id = await service.FindDeletedIdAsync();
        Assert.Equal(422, (await service.CreateAsync("next")).Status);
        var other = await service.CreateKeyAsync("trent", "secrets:write");
        Assert.Equal(404, (await service.SendAsync("DELETE", $"/api/deleted-secrets/{id}", key: other)).Status);

        (await service.SendAsync("DELETE", $"/api/deleted-secrets/{id}")).Is(
            200,
            """{"message":"Deleted secret destroyed successfully"}"""
        );

        var gone = $$"""{"error":"Deleted secret with ID {{id}} not found"}""";
        (await service.SendAsync("DELETE", $"/api/deleted-secrets/{id}")).Is(404, gone);
        (await service.SendAsync("POST", $"/api/deleted-secrets/{id}/restore")).Is(404, gone);
        (await service.SendAsync("GET", "/api/deleted-secrets")).Is(200, """{"deleted_secrets":[]}""");
        Assert.Equal(0, await service.Database.ScalarAsync<long>("SELECT count(*) FROM secret_versions"));
        Assert.Equal(["secret.purge 2"], await EventsAsync(service, "action=secret.purge"));
        Assert.Equal(200, (await service.CreateAsync("next")).Status);
        Assert.Equal(422, (await service.CreateAsync("one too many")).Status);
        Assert.Null((await service.VerifyAuditAsync()).Fault);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Of_concurrent_requests_one_destroys_and_no_change_is_lost(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:VersionsKept=100");
        await service.CreateAsync("contested", "v1");
        await service.SetValueAsync("contested", "v2");

        var responses = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    (i % 4) switch
                    {
                        0 => service.SetValueAsync("contested", $"by {i}"),
                        1 => service.UpdateAsync("contested", "contested", $"{i}"),
                        _ => DestroyAsync(service, "contested", 1),
                    }
                )
        );

        var destroys = responses.Where((_, i) => i % 4 > 1).ToList();
        Assert.Equal((1, 19), (destroys.Count(response => response.Status == 200), destroys.Count(response => response.Status == 404)));
        Assert.All(responses.Except(destroys), response => Assert.Equal(200, response.Status));
        Assert.Equal(Enumerable.Range(2, 11).Reverse().Select(number => $"{number}"), await VersionsAsync(service, "contested"));
        Assert.Null((await service.VerifyAuditAsync()).Fault);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Of_a_destroy_and_a_restore_at_once_one_succeeds(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        for (var i = 0; i < 10; i++)
        {
            await service.CreateAsync($"s{i}", "v");
            await service.DeleteAsync($"s{i}");
            var id = await service.FindDeletedIdAsync();

            var responses = await Task.WhenAll(
                service.SendAsync("DELETE", $"/api/deleted-secrets/{id}"),
                service.SendAsync("POST", $"/api/deleted-secrets/{id}/restore")
            );

            Assert.Single(responses, response => response.Status == 200);
            Assert.Equal(responses[1].Status == 200 ? 200 : 404, (await service.RevealAsync($"s{i}")).Status);
        }

        Assert.Null((await service.VerifyAuditAsync()).Fault);
    }

    [Fact]
    public async Task The_file_of_SQLite_has_no_trace_of_destroyed_values()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        await service.CreateAsync("version", "one");
        await service.SetValueAsync("version", "two");
        await service.CreateAsync("deleted", "one");
        await service.DeleteAsync("deleted");
        var envelopes = new List<byte[]>();
        foreach (var name in new[] { "secrets", "deleted_secrets" })
        {
            envelopes.Add(
                (
                    await service.Database.ScalarAsync<byte[]>(
                        $"SELECT envelope FROM secret_versions WHERE version = 1 AND secret_id IN (SELECT id FROM {name})"
                    )
                )!
            );
        }

        Assert.Equal(200, (await DestroyAsync(service, "version", 1)).Status);
        Assert.Equal(200, (await service.SendAsync("DELETE", $"/api/deleted-secrets/{await service.FindDeletedIdAsync()}")).Status);

        // The log still has older pages. SQLite writes it to the file as it grows, and when the service ends.
        await service.Database.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        foreach (var file in Directory.GetFiles(service.Database.Folder, "*.db*"))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(envelopes, envelope => Assert.Equal(-1, bytes.AsSpan().IndexOf(envelope)));
        }
    }

    private static Task<ServiceResponse> DestroyAsync(RunningService service, string id, int version) =>
        service.SendAsync("DELETE", $"/api/secrets/{id}/versions/{version}");

    private static async Task<(string? Value, string? Secret)> TagsAsync(RunningService service, string id) =>
        ((await service.RevealAsync(id)).Header("ETag"), (await service.SendAsync("GET", $"/api/secrets/{id}")).Header("ETag"));

    private static async Task<List<string>> VersionsAsync(RunningService service, string id) =>
        [
            .. (await service.SendAsync("GET", $"/api/secrets/{id}/versions"))
                .Json.GetProperty("versions")
                .EnumerateArray()
                .Select(version => $"{version.GetProperty("number")}"),
        ];

    private static async Task<List<string>> EventsAsync(RunningService service, string query) =>
        [
            .. (await service.SendAsync("GET", $"/api/audit?{query}"))
                .Json.GetProperty("events")
                .EnumerateArray()
                .Select(e => $"{e.GetProperty("action")} {e.GetProperty("version")}"),
        ];
}
