using System.Text;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The memory cost of one request. These tests run alone, because they measure allocations of the whole process.</summary>
[Collection(nameof(RunsAlone))]
public sealed class RequestBoundsTests
{
    private const int MiB = 1024 * 1024;

    public static TheoryData<string, string, string, string> LargeBodies =>
        new()
        {
            { "POST", "/api/keys", """{"name":"k","scopes":[""" + Repeated("1,", 520_000) + "1]}", "body.scopes too_long" },
            { "POST", "/api/keys", """{"name":"k","scopes":[""" + Repeated("\"a\",", 250_000) + "1]}", "body.scopes too_long" },
            { "POST", "/api/keys", """{"name":"k","scopes":[""" + Repeated("[[1]],", 150_000) + "1]}", "body.scopes too_long" },
            { "POST", "/api/keys", "{" + Repeated("\"x\":1,", 150_000) + "\"x\":1}", "" },
            { "POST", "/api/keys", "{" + Repeated("\"scopes\":[1],", 70_000) + "\"name\":\"k\"}", "body.scopes literal_error" },
            { "POST", "/api/keys", "{" + Repeated("\"scopes\":[1,1,1],", 55_000) + "\"name\":\"k\"}", "" },
            {
                "POST",
                "/api/keys",
                """{"name":"k","scopes":["secrets:list"],"expires_at":""" + Repeated("9", 1_000_000) + "}",
                "body.expires_at datetime_type"
            },
            {
                "POST",
                "/api/keys",
                """{"name":"k","scopes":["secrets:list"],"expires_at":" """ + Repeated("9", 1_000_000) + "\"}",
                "body.expires_at datetime_parsing"
            },
            { "POST", "/api/secrets", "{" + Repeated("\"value\":\"\",", 80_000) + "\"name\":7}", "body.name string_type" },
            { "POST", "/api/secrets", "{" + Repeated("\"name\":\"n\",", 80_000) + "\"value\":7}", "body.value string_type" },
            { "POST", "/api/secrets", Repeated("[", 1_000_000), "body json_invalid" },
            {
                "POST",
                "/api/secrets",
                "{\"a\":" + Repeated("[", 60) + Repeated("1,", 500_000) + "1" + Repeated("]", 60) + "}",
                "body.name missing,body.value missing"
            },
            {
                "PUT",
                "/api/settings/secrets",
                "{\"name\":\"" + Repeated("\\u0041", 170_000) + "\"}",
                "body.name string_too_long,body.value missing"
            },
            { "POST", "/api/import", Repeated("x\n", 500_000), "" },
            { "POST", "/api/import", Repeated("1a b=\n", 170_000), "" },
            { "POST", "/api/import", Repeated("a=\n", 260_000), "body.file too_long" },
            { "POST", "/api/import", Repeated("=\n", 500_000), "" },
            { "POST", "/api/import", Repeated("a='", 340_000), "" },
        };

    [Theory]
    [MemberData(nameof(LargeBodies))]
    public async Task A_body_allocates_a_small_multiple_of_the_maximum_size(string method, string path, string body, string failures)
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.InRange(bytes.Length, MiB / 2, MiB);
        await service.SendAsync(method, path, "{}"u8.ToArray());
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var response = await service.SendAsync(method, path, bytes);

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(allocated < 20 * MiB, $"{allocated / MiB} MiB");
        Assert.Equal(422, response.Status);
        var entries = response.Json.GetProperty("detail").GetArrayLength();
        Assert.InRange(entries, 1, 101);
        Assert.True(response.Body.Length < 32 * 1024, $"{response.Body.Length} bytes");
        if (failures.Length > 0)
        {
            response.IsInvalid(failures.Split(','));
        }
        else if (entries == 101)
        {
            Assert.Matches(
                "^[0-9]+ more failures are not listed$",
                response.Json.GetProperty("detail")[100].GetProperty("msg").GetString()
            );
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Only_a_hundred_failures_are_listed_and_the_rest_are_counted(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var lines = Encoding.UTF8.GetBytes(Repeated("x\n", 250));

        var refused = await service.SendAsync("POST", "/api/import", lines);
        var tried = await service.SendAsync("POST", "/api/import?dry_run=true", lines);

        Assert.Equal(101, refused.Json.GetProperty("detail").GetArrayLength());
        Assert.Equal("150 more failures are not listed", refused.Json.GetProperty("detail")[100].GetProperty("msg").GetString());
        Assert.Equal(101, tried.Json.GetProperty("invalid").GetArrayLength());
        Assert.Equal(
            "After this, 150 more lines cannot be read",
            tried.Json.GetProperty("invalid")[100].GetProperty("message").GetString()
        );
        Assert.Equal(100, (await service.SendAsync("POST", "/api/import", lines[..200])).Json.GetProperty("detail").GetArrayLength());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Lists_in_headers_and_queries_are_bounded(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "v");
        var tags = string.Join(", ", Enumerable.Repeat("\"x\"", 4000));
        var before = GC.GetTotalAllocatedBytes(precise: true);

        Assert.Equal(412, (await service.SetValueAsync("A", "next", tags)).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets/A/value", headers: [new("If-None-Match", tags)])).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets?" + Repeated("q=&", 2500))).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/audit?" + Repeated("x&", 3500))).Status);

        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 20 * MiB);
    }

    private static string Repeated(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
