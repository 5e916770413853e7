using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Rules of HTTP that hold on every route.</summary>
public sealed class HttpRulesTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases]
    public async Task HEAD_returns_the_headers_of_every_GET_and_no_body(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("head", "value");
        string[] paths =
        [
            "/alive",
            "/health",
            "/ready",
            "/openapi.json",
            "/openapi-3.0.json",
            "/docs",
            "/docs/index.html",
            "/docs/swagger-ui.css",
            "/docs/none",
            "/api/secrets",
            "/api/secrets/head",
            "/api/secrets/head/value",
            "/api/secrets/head/versions",
            "/api/settings/secrets",
            "/api/settings/secrets/head",
            "/api/deleted-secrets",
            "/api/export",
            "/api/audit?limit=1",
            "/api/keys",
            "/api/secrets/none",
            "/api/secrets?limit=0",
            "/api/none",
        ];
        foreach (var path in paths)
        {
            var get = await service.SendAsync("GET", path);

            var head = await service.SendAsync("HEAD", path);

            Assert.Equal((path, get.Status, ""), (path, head.Status, head.Body));
            foreach (
                var header in new[] { "Content-Type", "Cache-Control", "ETag", "Link", "Content-Security-Policy", "X-Content-Type-Options" }
            )
            {
                Assert.Equal((path, header, Comparable(get.Header(header))), (path, header, Comparable(head.Header(header))));
            }
        }

        // Each request for the audit log has other events.
        static string? Comparable(string? header) => header?.Split("before=")[0];
    }

    [Theory]
    [OnBothDatabases]
    public async Task HEAD_of_an_export_reveals_nothing_and_has_no_events(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "value");

        Assert.Equal(200, (await service.SendAsync("HEAD", "/api/export")).Status);

        Assert.Empty((await service.SendAsync("GET", "/api/audit?action=secret.export")).Json.GetProperty("events").EnumerateArray());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Responses_below_api_forbid_caching(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("cached", "value");
        (string Method, string Path, string? Body, string? Key)[] requests =
        [
            ("GET", "/api/secrets", null, service.Key),
            ("GET", "/api/secrets/cached", null, service.Key),
            ("GET", "/api/secrets/cached/value", null, service.Key),
            ("GET", "/api/secrets/cached/versions", null, service.Key),
            ("GET", "/api/keys", null, service.Key),
            ("GET", "/api/audit", null, service.Key),
            ("GET", "/api/settings/secrets", null, service.Key),
            ("GET", "/api/deleted-secrets", null, service.Key),
            ("GET", "/api/export", null, service.Key),
            ("GET", "/API/Secrets", null, service.Key),
            ("POST", "/api/secrets", """{"name":"cached","value":"v"}""", service.Key),
            ("POST", "/api/secrets", "{", service.Key),
            ("GET", "/api/secrets/none", null, service.Key),
            ("GET", "/api/none", null, service.Key),
            ("PATCH", "/api/secrets", null, service.Key),
            ("GET", "/api/secrets", null, null),
            ("HEAD", "/api/secrets", null, null),
            ("get", "/api/secrets", null, service.Key),
        ];
        foreach (var (method, path, body, key) in requests)
        {
            var response = await service.SendAsync(method, path, body is null ? null : System.Text.Encoding.UTF8.GetBytes(body), key: key);
            Assert.Equal((method, path, "no-store"), (method, path, response.Header("Cache-Control")));
        }

        var notModified = await service.SendAsync("GET", "/api/secrets/cached", headers: [new("If-None-Match", "*")]);
        Assert.Equal((304, "no-store"), (notModified.Status, notModified.Header("Cache-Control")));
    }

    [Theory]
    [OnBothDatabases("/api/secrets", null)]
    [OnBothDatabases("/api/secrets/none/value", "wrong")]
    [OnBothDatabases("/api/keys", "csk_0000000000000000000000000000000000000000000000000")]
    [OnBothDatabases("/api/export", "")]
    public async Task A_401_names_the_authentication_scheme(StorageProvider provider, string path, string? key)
    {
        var service = await services.OnAsync(provider);

        foreach (var method in new[] { "GET", "HEAD" })
        {
            var response = await service.SendAsync(method, path, key: key);
            Assert.Equal((401, "APIKey"), (response.Status, response.Header("WWW-Authenticate")));
        }
    }

    [Theory]
    [OnBothDatabases("delete", "/api/secrets/kept")]
    [OnBothDatabases("Delete", "/api/settings/secrets/kept")]
    [OnBothDatabases("DELETe", "/api/secrets/kept")]
    [OnBothDatabases("pUT", "/api/secrets/kept")]
    [OnBothDatabases("get", "/alive")]
    [OnBothDatabases("head", "/docs/index.html")]
    [OnBothDatabases("post", "/api/keys")]
    [OnBothDatabases("whatever", "/openapi.json")]
    public async Task A_method_in_lower_case_is_refused_and_logged_as_it_was_sent(StorageProvider provider, string method, string path)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("kept", "value");
        using var raw = await RawConnection.OpenAsync(service.BaseAddress);

        var response = await raw.SendAsync(
            $"{method} {path} HTTP/1.1\r\nHost: secrets\r\nX-Session-API-Key: {RunningService.SessionKey}\r\nConnection: close\r\n\r\n"
        );

        Assert.StartsWith("HTTP/1.1 501 ", response, StringComparison.Ordinal);
        (await service.RevealAsync("kept")).IsValue("value");
        Assert.Contains($"{(method == "whatever" ? "_OTHER" : method)} - 501 in ", service.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases("/openapi.json", "/OpenAPI.json")]
    [OnBothDatabases("/openapi-3.0.json", "/OpenAPI-3.0.JSON")]
    public async Task The_document_has_an_entity_tag_and_ignores_the_query(StorageProvider provider, string path, string otherCase)
    {
        var service = await services.OnAsync(provider);
        var first = await service.SendAsync("GET", path, key: null);
        var tag = first.Header("ETag")!;

        foreach (var same in new[] { $"{path}?anything", $"{path}?a=1&b=2", otherCase })
        {
            var again = await service.SendAsync("GET", same, key: null);
            Assert.Equal((200, tag, first.Body), (again.Status, again.Header("ETag"), again.Body));
        }

        Assert.Equal((304, ""), await StatusAndBodyAsync(service, $"{path}?x", tag));
        Assert.Equal((200, first.Body), await StatusAndBodyAsync(service, $"{path}?x", "\"other\""));
    }

    [Fact]
    public async Task The_files_of_the_documentation_page_have_entity_tags()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        foreach (var path in new[] { "/docs/index.html", "/docs/swagger-ui.css" })
        {
            var tag = (await service.SendAsync("GET", path, key: null)).Header("ETag")!;

            Assert.Equal((304, ""), await StatusAndBodyAsync(service, path, tag));
        }
    }

    private static async Task<(int Status, string Body)> StatusAndBodyAsync(RunningService service, string path, string tag)
    {
        var response = await service.SendAsync("GET", path, key: null, headers: [new("If-None-Match", tag)]);
        return (response.Status, response.Body);
    }
}
