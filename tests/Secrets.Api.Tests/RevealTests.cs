using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class RevealTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases("")]
    [OnBothDatabases("v")]
    [OnBothDatabases("-----BEGIN KEY-----\r\nabc\n-----END KEY-----\n")]
    [OnBothDatabases(" \u0000 nul, \ufeff mark, \u007f, \U0001F511, e\u0301, \"quotes\" \\ ")]
    [OnBothDatabases("{\"json\":true}")]
    public async Task A_value_is_returned_unchanged_as_plain_text_without_caching(StorageProvider provider, string value)
    {
        var service = await services.OnAsync(provider);
        var name = $"reveal {value.Length}";
        await service.CreateAsync(name, value);

        var response = await service.RevealAsync(name);

        Assert.Equal((200, value), (response.Status, response.Body));
        Assert.Equal(("text/plain; charset=utf-8", "no-store"), (response.Header("Content-Type"), response.Header("Cache-Control")));
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        await service.DeleteAsync(name);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_longest_value_is_returned_completely(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var value = string.Concat(Enumerable.Range(0, 8192).Select(i => $"{i % 10000:0000}\u00e9\u00e9"));
        Assert.Equal(65536, System.Text.Encoding.UTF8.GetByteCount(value));
        await service.CreateAsync("longest", value);

        Assert.Equal(value, (await service.RevealAsync("longest")).Body);
    }

    [Theory]
    [OnBothDatabases]
    public async Task HEAD_responds_like_GET_without_the_value(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("head", "five!");

        var response = await service.SendAsync("HEAD", "/api/secrets/head/value");

        Assert.Equal(
            (200, "", "5", (await service.RevealAsync("head")).Header("ETag")),
            (response.Status, response.Body, response.Header("Content-Length"), response.Header("ETag"))
        );
        Assert.Equal(404, (await service.SendAsync("HEAD", "/api/secrets/none/value")).Status);
    }

    [Theory]
    [OnBothDatabases("<tag>", 304)]
    [OnBothDatabases("W/<tag>", 304)]
    [OnBothDatabases("\"7\", <tag>", 304)]
    [OnBothDatabases("*", 304)]
    [OnBothDatabases("\"1\"", 200)]
    [OnBothDatabases("1", 200)]
    [OnBothDatabases("", 200)]
    public async Task A_client_with_a_current_tag_gets_304(StorageProvider provider, string ifNoneMatch, int status)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("cached", "v");

        foreach (
            var (path, body) in new[]
            {
                ("/api/secrets/cached/value", "v"),
                ("/api/settings/secrets/cached", "v"),
                ("/api/secrets/cached", (await service.SendAsync("GET", "/api/secrets/cached")).Body),
            }
        )
        {
            var tag = (await service.SendAsync("GET", path)).Header("ETag")!;

            var response = await service.SendAsync(
                "GET",
                path,
                headers: [new("If-None-Match", ifNoneMatch.Replace("<tag>", tag, StringComparison.Ordinal))]
            );

            Assert.Equal((status, tag), (response.Status, response.Header("ETag")));
            Assert.Equal(status == 304 ? "" : body, response.Body);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Revealing_an_unknown_secret_or_version_gets_404(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("there");

        (await service.RevealAsync("not there")).Is(404, """{"error":"Secret with ID not there not found"}""");
        (await service.RevealAsync("there", 2)).Is(404, """{"error":"Version 2 of secret with ID there not found"}""");
        (await service.SendAsync("GET", "/api/secrets/there/value?version=-1")).Is(
            404,
            """{"error":"Version -1 of secret with ID there not found"}"""
        );
        foreach (var version in new[] { "one", "0x1", "%201", "+1", "1%00", "", "1.0" })
        {
            (await service.SendAsync("GET", $"/api/secrets/there/value?version={version}")).IsInvalid("query.version int_parsing");
        }
    }

    [Theory]
    [OnBothDatabases("a/b")]
    [OnBothDatabases("a%2Fb")]
    [OnBothDatabases("value")]
    [OnBothDatabases("value/versions")]
    [OnBothDatabases("versions/1/restore")]
    [OnBothDatabases(" ключ 🔑 ")]
    public async Task A_secret_of_any_name_can_be_described_revealed_and_changed(StorageProvider provider, string name)
    {
        var service = await services.OnAsync(provider);
        var path = $"/api/secrets/{Uri.EscapeDataString(name)}";
        await service.CreateAsync(name, $"value of {name}", "d");

        var described = await service.SendAsync("GET", path);

        Assert.Equal(
            (name, "d", 1),
            (
                described.Json.GetProperty("name").GetString(),
                described.Json.GetProperty("description").GetString(),
                described.Json.GetProperty("version").GetInt32()
            )
        );
        Assert.Equal(
            ["name", "description", "version", "created_at", "updated_at"],
            described.Json.EnumerateObject().Select(property => property.Name)
        );
        Assert.InRange(
            described.Json.GetProperty("created_at").GetDateTimeOffset(),
            DateTimeOffset.UtcNow.AddMinutes(-5),
            DateTimeOffset.UtcNow.AddMinutes(1)
        );
        Assert.Equal($"value of {name}", (await service.RevealAsync(name)).Body);
        Assert.Equal(200, (await service.SetValueAsync(name, "next")).Status);
        Assert.Equal(2, (await service.SendAsync("GET", path + "/versions")).Json.GetProperty("versions").GetArrayLength());
        Assert.Equal(200, (await service.SendAsync("POST", path + "/versions/1/restore")).Status);
        Assert.Equal($"value of {name}", (await service.RevealAsync(name)).Body);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_damaged_value_gives_500_and_other_values_work(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("damaged", "value one");
        await service.CreateAsync("whole", "value two");
        await service.Database.ExecuteAsync("UPDATE secrets SET version = 2 WHERE name = 'damaged'");

        (await service.RevealAsync("damaged")).Is(500, """{"detail":"Internal Server Error"}""");

        Assert.Equal("value two", (await service.RevealAsync("whole")).Body);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_of_another_owner_sees_no_value_and_no_version(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("private", "value");
        var key = await service.CreateKeyAsync("mallory", "secrets:list", "secrets:reveal", "secrets:write");

        foreach (
            var (method, path) in new[]
            {
                ("GET", ""),
                ("GET", "/value"),
                ("GET", "/versions"),
                ("POST", "/versions/1/restore"),
                ("GET", "/value?version=1"),
            }
        )
        {
            var foreign = await service.SendAsync(method, "/api/secrets/private" + path, key: key);
            var absent = await service.SendAsync(method, "/api/secrets/nowhere" + path, key: key);
            Assert.Equal((404, absent.Body.Replace("nowhere", "private", StringComparison.Ordinal)), (foreign.Status, foreign.Body));
        }
    }
}
