using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Metadata in exports and imports.</summary>
public sealed class MetadataFilesTests
{
    private const string Patch = """
        {"description":"d","labels":{"example.com/team":"core","no":"true","a":""},"expires_at":"2031-01-31T12:00:00.123456Z",
         "rotate_every_days":90,"canary":true}
        """;

    [Theory]
    [OnBothDatabases("json")]
    [OnBothDatabases("yaml")]
    public async Task An_export_is_imported_with_all_metadata(StorageProvider provider, string format)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "a long enough value");
        await service.CreateAsync("B", "a long enough value");
        await service.SendJsonAsync("PATCH", "/api/secrets/A/metadata", Patch);
        var exported = (await service.SendAsync("GET", $"/api/export?format={format}")).Body;
        var before = (await service.SendAsync("GET", "/api/secrets/A/metadata")).Json;
        service.Key = await service.CreateKeyAsync("other", [.. Scopes.All]);

        (await service.ImportAsync(exported, "", $"application/{format}")).IsImport(added: ["A", "B"]);

        var after = (await service.SendAsync("GET", "/api/secrets/A/metadata")).Json;
        foreach (var field in new[] { "description", "labels", "expires_at", "rotate_every_days", "canary" })
        {
            Assert.Equal(before.GetProperty(field).GetRawText(), after.GetProperty(field).GetRawText());
        }

        await service.SendJsonAsync("PATCH", "/api/secrets/A/metadata", """{"labels":{"a":"other"}}""");
        (await service.ImportAsync(exported, "", $"application/{format}")).IsImport(
            unchanged: ["A", "B"],
            warnings: ["A metadata-not-imported"]
        );
    }

    [Theory]
    [OnBothDatabases("json")]
    [OnBothDatabases("yaml")]
    public async Task A_key_that_cannot_manage_keys_neither_exports_nor_imports_canaries(StorageProvider provider, string format)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "a long enough value");
        await service.SendJsonAsync("PATCH", "/api/secrets/A/metadata", Patch);
        var all = (await service.SendAsync("GET", $"/api/export?format={format}")).Body;
        service.Key = await service.CreateKeyAsync(owner: null, Scopes.RevealSecrets, Scopes.WriteSecrets);

        var exported = (await service.SendAsync("GET", $"/api/export?format={format}")).Body;

        Assert.Contains("canary", all, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", exported, StringComparison.Ordinal);
        (await service.ImportAsync(all, "?dry_run=true", $"application/{format}")).Is(403, """{"detail":"Forbidden"}""");
        (await service.ImportAsync(exported, "", $"application/{format}")).IsImport(unchanged: ["A"]);
    }

    [Theory]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","labels":{"a b":"c"}}]}""")]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","labels":{"a":1}}]}""")]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","labels":[["a"]]}]}""")]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","labels":{"a":{"b":"c"}}}]}""")]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","expires_at":"tomorrow"}]}""")]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","expires_at":7}]}""")]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","rotate_every_days":"90"}]}""")]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","rotate_every_days":9.5}]}""")]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","rotate_every_days":[{}]}]}""")]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","canary":"true"}]}""")]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","canary":true,"canary":true}]}""")]
    [OnBothDatabases("""{"secrets":[{"name":"A","value":"v","expired":true}]}""")]
    public async Task Metadata_that_is_not_valid_is_an_invalid_line(StorageProvider provider, string json)
    {
        await using var service = await RunningService.StartAsync(provider);

        foreach (var (type, failure) in new[] { ("json", "json_invalid"), ("yaml", "yaml_invalid") })
        {
            var response = await service.ImportAsync(json, "", $"application/{type}");
            Assert.True(response.Status == 422, $"{json}: {response.Status} {response.Body}");
            Assert.Contains(failure, response.Body, StringComparison.Ordinal);
        }

        Assert.Empty(await service.ListAsync());
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_export_names_expired_secrets_that_are_withheld(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Secrets:RevealExpired=false");
        await service.CreateAsync("A", "the value of A");
        await service.CreateAsync("B", "the value of B");
        await service.SendJsonAsync("PATCH", "/api/secrets/A/metadata", """{"expires_at":"2020-01-01T00:00:00Z"}""");

        var files = new List<string>();
        foreach (var format in new[] { "env", "shell", "docker", "json", "yaml" })
        {
            files.Add((await service.SendAsync("GET", $"/api/export?format={format}")).Body);
        }

        Assert.All(files, file => Assert.DoesNotContain("the value of A", file, StringComparison.Ordinal));
        Assert.All(files, file => Assert.Contains("the value of B", file, StringComparison.Ordinal));
        Assert.All(files[..3], file => Assert.Contains("# A has expired\n", file, StringComparison.Ordinal));
        Assert.Contains("\"expired\":[\"A\"]", files[3], StringComparison.Ordinal);
        Assert.Contains("expired:\n- \"A\"\n", files[4], StringComparison.Ordinal);
        var events = (await service.SendAsync("GET", "/api/audit?action=secret.export&secret=A")).Json.GetProperty("events");
        Assert.All(events.EnumerateArray(), entry => Assert.Equal("denied", entry.GetProperty("result").GetString()));
        await service.SendJsonAsync("DELETE", "/api/secrets/B", "{}");
        (await service.ImportAsync(files[3], "", "application/json")).IsImport(added: ["B"]);
    }
}
