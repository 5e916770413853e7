using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Keys that are restricted to some secrets.</summary>
public sealed class ReachTests
{
    [Theory]
    [OnBothDatabases("POST", "/api/secrets", """{"name":"{name}","value":"v"}""")]
    [OnBothDatabases("PUT", "/api/settings/secrets", """{"name":"{name}","value":"v"}""")]
    [OnBothDatabases("PUT", "/api/secrets/GITHUB_A", """{"name":"{name}"}""")]
    [OnBothDatabases("POST", "/api/secrets/{name}/generate", "{}")]
    [OnBothDatabases("POST", "/api/import", "GITHUB_NEW=v\n{name}=v\n")]
    [OnBothDatabases("POST", "/api/import?dry_run=true", "GITHUB_NEW=v\n{name}=v\n")]
    public async Task A_new_name_that_the_key_does_not_reach_is_forbidden_and_counted_whether_it_is_taken_or_not(
        StorageProvider provider,
        string method,
        string path,
        string body
    )
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("GITHUB_A");
        await service.CreateAsync("HIDDEN");
        var (_, key) = await service.CreateRestrictedKeyAsync([.. Scopes.All], ["GITHUB_*", "EXACT"]);

        foreach (var name in new[] { "HIDDEN", "ABSENT", "github_b", "EXACTLY", "GITHUB" })
        {
            (await service.SendAsAsync(key, method, Fill(path, name), Fill(body, name))).Is(403, """{"detail":"Forbidden"}""");
        }

        Assert.Equal(["GITHUB_A", "HIDDEN"], (await service.ListAsync()).Keys);
        Assert.Equal("v", (await service.RevealAsync("HIDDEN")).Body);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_creates_and_renames_within_its_names(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var (_, key) = await service.CreateRestrictedKeyAsync([.. Scopes.All], ["GITHUB_*", "EXACT"]);

        Assert.Equal(200, (await service.SendAsAsync(key, "POST", "/api/secrets", """{"name":"GITHUB_A","value":"v"}""")).Status);
        Assert.Equal(200, (await service.SendAsAsync(key, "PUT", "/api/settings/secrets", """{"name":"GITHUB_A","value":"w"}""")).Status);
        Assert.Equal(200, (await service.SendAsAsync(key, "PUT", "/api/secrets/GITHUB_A", """{"name":"EXACT"}""")).Status);
        Assert.Equal(200, (await service.SendAsAsync(key, "POST", "/api/import", "GITHUB_B=v\n")).Status);

        (await service.SendAsAsync(key, "GET", "/api/secrets/EXACT/value")).IsValue("w");
        (await service.SendAsAsync(key, "GET", "/api/secrets/EXACT/value?version=1")).IsValue("v");
        Assert.Equal(["EXACT", "GITHUB_B"], (await service.ListAsync()).Keys);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Warnings_tell_nothing_of_names_that_look_alike_but_are_not_reached(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("TOKEN");
        await service.CreateAsync("Token");
        await service.CreateAsync("KEY");
        var (_, key) = await service.CreateRestrictedKeyAsync([.. Scopes.All], ["Token", "token", "toKen", "key", "old"]);
        const string Value = "a long enough value";

        var beside = await service.SendAsAsync(key, "POST", "/api/secrets", $$"""{"name":"token","value":"{{Value}}"}""");
        var hidden = await service.SendAsAsync(key, "POST", "/api/secrets", $$"""{"name":"key","value":"{{Value}}"}""");
        var imported = await service.SendAsAsync(key, "POST", "/api/import?dry_run=true", $"toKen={Value}\nold={Value}\n");
        await service.DeleteAsync("key");
        var again = await service.SendAsAsync(key, "POST", "/api/import?dry_run=true", $"key={Value}\n");
        await service.SendAsAsync(key, "POST", "/api/secrets", $$"""{"name":"old","value":"{{Value}}"}""");
        var renamed = await service.SendAsAsync(key, "PUT", "/api/secrets/old", """{"name":"key"}""");

        Assert.StartsWith("name-differs-only-in-case", beside.Header("Secrets-Warning"), StringComparison.Ordinal);
        Assert.Null(hidden.Header("Secrets-Warning"));
        imported.IsImport(["toKen", "old"], warnings: ["toKen name-differs-only-in-case"], dryRun: true);
        again.IsImport(["key"], dryRun: true);
        Assert.Equal((200, null), (renamed.Status, renamed.Header("Secrets-Warning")));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Lists_show_only_secrets_that_the_key_reaches_in_the_order_of_their_creation(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        string[] reached = ["ZULU_1", "A", "ZULU_", "É_1", "É_\U0010FFFF", "ZULU_2", "\U0010FFFF_", "\uD7FFa", "ZULU_%_"];
        string[] others = ["ZULU", "a", "AB", "B", "É", "Ê_1", "ZULV_", "\uE000", "zulu_1"];
        foreach (var (name, other) in reached.Zip(others))
        {
            await service.CreateAsync(name, "value of " + name, "described");
            await service.CreateAsync(other, "hidden", "described");
        }

        var (_, key) = await service.CreateRestrictedKeyAsync(
            [.. Scopes.All],
            ["ZULU_*", "A", "ZULU_2", "ZULU_2*", "É_*", "\U0010FFFF*", "\uD7FF*", "ABSENT"]
        );

        Assert.Equal(reached, Names(await service.SendAsAsync(key, "GET", "/api/secrets"), "custom_secrets"));
        Assert.Equal(reached, Names(await service.SendAsAsync(key, "GET", "/api/secrets?q=describe"), "custom_secrets"));
        Assert.Equal(["A"], Names(await service.SendAsAsync(key, "GET", "/api/secrets?q=a&limit=1"), "custom_secrets"));
        Assert.Equal(reached, Names(await service.SendAsAsync(key, "GET", "/api/settings/secrets"), "secrets"));
        Assert.Equal(reached, await PagesAsync(service, key, "/api/secrets?limit=2"));
        Assert.Equal(reached, Names(await service.SendAsAsync(key, "GET", "/api/export?format=json"), "secrets"));
        foreach (var sort in new[] { "created", "-created", "name", "-name", "due" })
        {
            var listed = await PagesAsync(service, key, $"/api/secret-metadata?sort={sort}&limit=2", "secrets");
            Assert.Equal(reached.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        }

        foreach (var format in new[] { "env", "shell", "docker", "yaml" })
        {
            var export = await service.SendAsAsync(key, "GET", $"/api/export?format={format}");
            Assert.Equal(200, export.Status);
            Assert.Contains("value of ZULU_1", export.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("hidden", export.Body, StringComparison.Ordinal);
        }

        foreach (var name in await service.ListAsync())
        {
            await service.DeleteAsync(name.Key);
        }

        Assert.Equal(reached.Reverse(), Names(await service.SendAsAsync(key, "GET", "/api/deleted-secrets"), "deleted_secrets"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_prefix_of_very_many_secrets_lists_all_of_them_in_order(StorageProvider provider)
    {
        const int Secrets = 3000;
        await using var service = await RunningService.StartAsync(provider);
        var names = Enumerable.Range(0, Secrets).Select(i => i % 4 == 0 ? $"OTHER_{i}" : $"MANY_{Secrets - i}").ToList();
        Assert.Equal(200, (await service.ImportAsync(string.Concat(names.Select(name => $"{name}=value\n")))).Status);
        var (_, key) = await service.CreateRestrictedKeyAsync([.. Scopes.All], ["MANY_*", "OTHER_0"]);
        var reached = names.Where(name => name == "OTHER_0" || name.StartsWith("MANY_", StringComparison.Ordinal)).ToList();

        Assert.Equal(reached, Names(await service.SendAsAsync(key, "GET", "/api/secrets"), "custom_secrets"));
        Assert.Equal(reached, await PagesAsync(service, key, "/api/secrets?limit=700"));
        Assert.Equal(
            reached.Where(name => name.Contains("99", StringComparison.Ordinal)),
            await PagesAsync(service, key, "/api/secrets?q=99&limit=5")
        );
        foreach (var sort in new[] { "created", "-name", "due" })
        {
            var listed = await PagesAsync(service, key, $"/api/secret-metadata?sort={sort}&limit=1000", "secrets");
            Assert.Equal(reached.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        }

        Assert.Equal(reached, Names(await service.SendAsAsync(key, "GET", "/api/export?format=json"), "secrets"));
    }

    private static IEnumerable<string> Names(ServiceResponse response, string list) =>
        response.Json.GetProperty(list).EnumerateArray().Select(secret => secret.GetProperty("name").GetString()!);

    private static async Task<List<string>> PagesAsync(RunningService service, string key, string path, string list = "custom_secrets")
    {
        var names = new List<string>();
        for (var next = path; next is not null;)
        {
            var page = await service.SendAsAsync(key, "GET", next);
            names.AddRange(Names(page, list));
            next = page.Header("Link")?.Split('>')[0][1..];
        }

        return names;
    }

    private static string Fill(string text, string name) => text.Replace("{name}", name, StringComparison.Ordinal);
}
