using System.Text.Json;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Entity tags, which must never match another state of a secret or another secret with its name.</summary>
public sealed class EntityTagTests
{
    [Theory]
    [OnBothDatabases]
    public async Task A_tag_never_matches_again_after_any_change(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("X", "value 0", "d");
        var seen = new List<(string State, string Value)> { await TagsAsync(service) };
        var changes = new Dictionary<string, Func<Task<ServiceResponse>>>(StringComparer.Ordinal)
        {
            ["value"] = () => service.SetValueAsync("X", "value 1"),
            ["upsert"] = () => service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"X","value":"value 2"}"""),
            ["import"] = () => service.SendAsync("POST", "/api/import?on_conflict=replace", "X='value 3'"u8.ToArray()),
            ["restore a version"] = () => service.SendAsync("POST", "/api/secrets/X/versions/1/restore"),
            ["rename and back"] = async () =>
                await service.UpdateAsync("X", "Y") is { Status: 200 }
                    ? await service.UpdateAsync("Y", "X")
                    : throw new InvalidOperationException(),
            ["delete and create"] = async () =>
                await service.DeleteAsync("X") is { Status: 200 }
                    ? await service.CreateAsync("X", "value 0", "d")
                    : throw new InvalidOperationException(),
            ["upsert another"] = async () =>
                await service.DeleteAsync("X") is { Status: 200 }
                    ? await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"X","value":"value 0"}""")
                    : throw new InvalidOperationException(),
            ["import another"] = async () =>
                await service.DeleteAsync("X") is { Status: 200 }
                    ? await service.SendAsync("POST", "/api/import", "X='value 0'"u8.ToArray())
                    : throw new InvalidOperationException(),
        };
        foreach (var (name, change) in changes)
        {
            var response = await change();
            Assert.True(response.Status == 200, $"{name}: {response.Status} {response.Body}");
            var tags = await TagsAsync(service);

            await AssertStaleAsync(service, seen);

            seen.Add(tags);
            Assert.Equal(tags, await TagsAsync(service));
        }

        Assert.Equal(seen.Count * 2, seen.SelectMany(tags => new[] { tags.State, tags.Value }).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_description_changes_only_the_tag_of_the_secret_and_a_restore_keeps_the_tag_of_the_value(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("X", "v", "d");
        var first = await TagsAsync(service);

        await service.UpdateAsync("X", "X", "other");
        await service.UpdateAsync("X", "X", "d");
        var described = await TagsAsync(service);
        await service.DeleteAsync("X");
        var id = await service.FindDeletedIdAsync();
        await service.SendAsync("POST", $"/api/deleted-secrets/{id}/restore");
        var restored = await TagsAsync(service);

        Assert.Equal(3, new[] { first.State, described.State, restored.State }.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal([first.Value, first.Value], [described.Value, restored.Value]);
        Assert.Equal(304, (await service.SendAsync("GET", "/api/secrets/X/value", headers: [new("If-None-Match", first.Value)])).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets/X", headers: [new("If-None-Match", first.State)])).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets/X", headers: [new("If-None-Match", first.Value)])).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets/X/value", headers: [new("If-None-Match", restored.State)])).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task After_a_database_restore_new_states_match_no_tag_of_the_lost_states(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("X", "backed up", "d");
        await service.Database.ExecuteAsync(
            "CREATE TABLE backup_secrets AS SELECT * FROM secrets; CREATE TABLE backup_versions AS SELECT * FROM secret_versions"
        );
        await service.SetValueAsync("X", "lost");
        var valued = await TagsAsync(service);
        await service.UpdateAsync("X", "X", "lost");
        var described = await TagsAsync(service);

        await service.Database.ExecuteAsync(
            """
            DELETE FROM secrets; DELETE FROM secret_versions;
            INSERT INTO secrets SELECT * FROM backup_secrets; INSERT INTO secret_versions SELECT * FROM backup_versions
            """
        );
        await service.SetValueAsync("X", "again");
        await AssertStaleAsync(service, [valued, described]);
        await service.UpdateAsync("X", "X", "again");
        await AssertStaleAsync(service, [valued, described]);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Each_version_has_its_own_tag(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("X", "one");
        await service.SetValueAsync("X", "two");
        var (old, current) = ((await service.RevealAsync("X", 1)).Header("ETag")!, (await service.RevealAsync("X", 2)).Header("ETag")!);
        Assert.NotEqual(old, current);

        var statuses = new List<int>();
        foreach (var (version, tag) in new[] { (1, old), (1, current), (2, old), (2, current) })
        {
            statuses.Add(
                (await service.SendAsync("GET", $"/api/secrets/X/value?version={version}", headers: [new("If-None-Match", tag)])).Status
            );
        }

        Assert.Equal([304, 200, 200, 304], statuses);
        Assert.Equal(412, (await service.SetValueAsync("X", "three", old)).Status);
    }

    private static async Task<(string State, string Value)> TagsAsync(RunningService service) =>
        ((await service.SendAsync("GET", "/api/secrets/X")).Header("ETag")!, (await service.RevealAsync("X")).Header("ETag")!);

    private static async Task AssertStaleAsync(RunningService service, IEnumerable<(string State, string Value)> tags)
    {
        foreach (var tag in tags.SelectMany(tags => new[] { tags.State, tags.Value }))
        {
            foreach (var path in new[] { "/api/secrets/X", "/api/secrets/X/value", "/api/settings/secrets/X" })
            {
                Assert.Equal(200, (await service.SendAsync("GET", path, headers: [new("If-None-Match", tag)])).Status);
            }

            Assert.Equal(412, (await service.SetValueAsync("X", "never", tag)).Status);
            Assert.Equal(412, (await service.SendAsync("DELETE", "/api/secrets/X", headers: [new("If-Match", tag)])).Status);
            Assert.Equal(
                412,
                (
                    await service.SendAsync(
                        "PUT",
                        "/api/secrets/X",
                        JsonSerializer.SerializeToUtf8Bytes(new { name = "X", description = "never" }),
                        headers: [new("If-Match", tag)]
                    )
                ).Status
            );
        }
    }
}
