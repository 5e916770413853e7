using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>What a key whose restrictions name secrets can do with others.</summary>
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

    private static string Fill(string text, string name) => text.Replace("{name}", name, StringComparison.Ordinal);
}
