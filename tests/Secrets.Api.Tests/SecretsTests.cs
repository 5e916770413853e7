using System.Text.Json;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class SecretsTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases]
    public async Task A_rename_moves_the_secret_and_its_description(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("rename me", "v", "old");

        (await service.UpdateAsync("rename me", "renamed", "new")).Is(200, """{"message":"Secret updated successfully"}""");

        var list = await service.ListAsync();
        Assert.Equal("new", list["renamed"]);
        Assert.DoesNotContain("rename me", list.Keys);
        (await service.UpdateAsync("rename me", "x")).Is(404, """{"error":"Secret with ID rename me not found"}""");
    }

    [Theory]
    [OnBothDatabases]
    public async Task Renaming_to_a_taken_name_changes_neither_secret(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("first", "v", "1");
        await service.CreateAsync("second", "v", "2");

        (await service.UpdateAsync("first", "second", "3")).Is(400, """{"message":"Secret second already exists"}""");

        var list = await service.ListAsync();
        Assert.Equal(("1", "2"), (list["first"], list["second"]));
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_unknown_secret_is_404(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        (await service.UpdateAsync("nobody", "x")).Is(404, """{"error":"Secret with ID nobody not found"}""");
        (await service.UpdateAsync("nobody", "nobody")).Is(404, """{"error":"Secret with ID nobody not found"}""");
        (await service.DeleteAsync("nobody")).Is(404, """{"error":"Secret with ID nobody not found"}""");
    }

    [Theory]
    [OnBothDatabases("/api/secrets/none", "PATCH", 405, "DELETE, GET, HEAD, PUT")]
    [OnBothDatabases("/api/secrets", "DELETE", 405, "GET, HEAD, POST")]
    [OnBothDatabases("/api/nothing", "GET", 404, null)]
    [OnBothDatabases("/", "GET", 404, null)]
    public async Task Unknown_routes_and_methods_get_JSON_errors(
        StorageProvider provider,
        string path,
        string method,
        int status,
        string? allow
    )
    {
        var service = await services.OnAsync(provider);

        var response = await service.SendAsync(method, path);

        response.Is(status, status == 404 ? """{"detail":"Not Found"}""" : """{"detail":"Method Not Allowed"}""");
        Assert.Equal(allow is not null, response.Headers.Contains($"Allow: {allow}", StringComparison.Ordinal));
    }

    [Theory]
    [OnBothDatabases("a/b")]
    [OnBothDatabases("a%2Fb")]
    [OnBothDatabases("a%252Fb")]
    [OnBothDatabases("100%")]
    [OnBothDatabases("#?;+&=")]
    [OnBothDatabases("\\back\"slash' <b>")]
    [OnBothDatabases(" leading and trailing ")]
    [OnBothDatabases("...")]
    [OnBothDatabases("%2e%2e")]
    [OnBothDatabases("ключ 鍵 🔑 e\u0301")]
    [OnBothDatabases("%FF")]
    [OnBothDatabases("/")]
    [OnBothDatabases("value/")]
    public async Task Any_allowed_name_can_be_created_listed_updated_and_deleted(StorageProvider provider, string name)
    {
        var service = await services.OnAsync(provider);

        (await service.CreateAsync(name, "v", "1")).Is(200, """{"message":"Secret created successfully"}""");
        (await service.CreateAsync(name)).Is(400, JsonSerializer.Serialize(new { message = $"Secret {name} already exists" }));
        Assert.Equal("1", (await service.ListAsync())[name]);
        Assert.Equal(200, (await service.UpdateAsync(name, name, "2")).Status);
        Assert.Equal("2", (await service.ListAsync())[name]);
        Assert.Equal(200, (await service.UpdateAsync(name, name + "!")).Status);
        Assert.Equal(200, (await service.UpdateAsync(name + "!", name)).Status);
        Assert.Equal(200, (await service.DeleteAsync(name)).Status);
        (await service.DeleteAsync(name)).Is(404, JsonSerializer.Serialize(new { error = $"Secret with ID {name} not found" }));
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_encoded_slash_and_its_own_encoding_are_different_names(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("x/y", "v", "slash");
        await service.CreateAsync("x%2Fy", "v", "encoded slash");

        Assert.Equal(200, (await service.SendAsync("DELETE", "/api/secrets/x%2Fy")).Status);
        Assert.Equal("encoded slash", (await service.ListAsync())["x%2Fy"]);
        Assert.Equal(200, (await service.SendAsync("DELETE", "/api/secrets/x%252Fy?why=not/at/all")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_list_is_in_creation_order_after_updates_and_renames(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var names = Enumerable.Range(0, 30).Select(i => $"n{i * 7 % 30}").ToList();
        foreach (var name in names)
        {
            await service.CreateAsync(name);
        }

        await service.UpdateAsync(names[3], "renamed");
        await service.UpdateAsync(names[0], names[0], "described");

        names[3] = "renamed";
        Assert.Equal(names, (await service.ListAsync()).Keys);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Of_concurrent_creates_of_one_name_one_succeeds(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => service.CreateAsync("contested", $"v{i}")));

        Assert.Equal(1, responses.Count(response => response.Status == 200));
        Assert.All(responses.Where(response => response.Status != 200), response =>
            response.Is(400, """{"message":"Secret contested already exists"}""")
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task Of_concurrent_renames_to_one_name_one_succeeds_and_no_secret_is_lost(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => service.CreateAsync($"r{i}")));

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => service.UpdateAsync($"r{i}", "target")));

        Assert.Equal(1, responses.Count(response => response.Status == 200));
        Assert.Equal(19, responses.Count(response => response.Status == 400));
        Assert.Equal(20, (await service.ListAsync()).Count);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_thousand_concurrent_creates_are_all_stored(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);

        var responses = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => service.CreateAsync($"s{i}", $"value {i}", $"d{i}")));

        Assert.All(responses, response => Assert.Equal(200, response.Status));
        var list = await service.ListAsync();
        Assert.Equal(1000, list.Count);
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal($"d{i}", list[$"s{i}"]));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_descriptions_are_applied_in_turn_each_with_its_event(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => service.CreateAsync($"s{i}", "v")));

        var responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => service.UpdateAsync($"s{i % 4}", $"s{i % 4}", $"d{i}")));

        Assert.All(responses, response => Assert.Equal(200, response.Status));
        var list = await service.ListAsync();
        Assert.All(Enumerable.Range(0, 4), i =>
            Assert.Contains(list[$"s{i}"], Enumerable.Range(0, 40).Where(j => j % 4 == i).Select(j => $"d{j}"))
        );
        Assert.Equal(4, await service.Database.ScalarAsync<long>("SELECT count(*) FROM secrets WHERE revision = 11"));
        Assert.Equal(40, await service.Database.ScalarAsync<long>("SELECT count(*) FROM audit_events WHERE action = 'secret.update'"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Crossing_renames_are_refused_and_never_fail(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("X");
        await service.CreateAsync("Y");

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? service.UpdateAsync("X", "Y") : service.UpdateAsync("Y", "X"))
        );

        Assert.All(responses, response => Assert.Equal(400, response.Status));
        Assert.Equal(["X", "Y"], (await service.ListAsync()).Keys);
    }
}
