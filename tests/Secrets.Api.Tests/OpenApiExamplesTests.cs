using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Api.Tests.GeneratedRequests;
using Secrets.Application.Secrets;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The examples of the document, compared with its schemas and with the responses of a new service.</summary>
public sealed partial class OpenApiExamplesTests(Services services) : IClassFixture<Services>
{
    private const string Id = "019abcde-0000-7000-8000-00000000000a";

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Requests in this order. Without a body the request carries the one of the example.
    /// <c>{id}</c> stands for the last id in a response.
    /// </summary>
    private static readonly (string Method, string Path, int Status, string? Body, string? IfNoneMatch)[] Story =
    [
        ("GET", "/alive", 200, null, null),
        ("GET", "/health", 200, null, null),
        ("GET", "/ready", 200, null, null),
        ("GET", "/api/keys?owner=alice", 404, null, null),
        ("GET", "/api/audit?owner=alice", 404, null, null),
        ("GET", "/api/audit?limit=0", 422, null, null),
        ("DELETE", $"/api/keys/{Id}", 404, null, null),
        ("POST", $"/api/keys/{Id}/rotate", 404, null, null),
        ("POST", $"/api/deleted-secrets/{Id}/restore", 404, null, null),
        ("DELETE", $"/api/deleted-secrets/{Id}", 404, null, null),
        ("PUT", "/api/secrets/GITHUB_TOKEN", 404, """{"name":"API_URL"}""", null),
        ("DELETE", "/api/secrets/GITHUB_TOKEN", 404, null, null),
        ("GET", "/api/secrets/GITHUB_TOKEN", 404, null, null),
        ("GET", "/api/secrets/GITHUB_TOKEN/value", 404, null, null),
        ("PUT", "/api/secrets/GITHUB_TOKEN/value", 404, null, null),
        ("GET", "/api/secrets/GITHUB_TOKEN/versions", 404, null, null),
        ("POST", "/api/secrets/GITHUB_TOKEN/versions/1/restore", 404, null, null),
        ("DELETE", "/api/secrets/GITHUB_TOKEN/versions/1", 404, null, null),
        ("GET", "/api/secrets/GITHUB_TOKEN/metadata", 404, null, null),
        ("PATCH", "/api/secrets/GITHUB_TOKEN/metadata", 404, null, null),
        ("GET", "/api/settings/secrets/GITHUB_TOKEN", 404, null, null),
        ("DELETE", "/api/settings/secrets/GITHUB_TOKEN", 404, null, null),
        ("GET", "/api/secrets?limit=0", 422, null, null),
        ("GET", "/api/secrets/%FF", 422, null, null),
        ("GET", "/api/secrets/GITHUB_TOKEN/value?version=one", 422, null, null),
        ("PUT", "/api/secrets/GITHUB_TOKEN/value", 422, "{}", null),
        ("POST", "/api/secrets/db-password/generate", 422, """{"length":7}""", null),
        ("GET", "/api/secrets/%FF/versions", 422, null, null),
        ("POST", "/api/secrets/GITHUB_TOKEN/versions/one/restore", 422, null, null),
        ("DELETE", "/api/secrets/GITHUB_TOKEN/versions/one", 422, null, null),
        ("GET", "/api/secret-metadata?due=soon", 422, null, null),
        ("GET", "/api/secrets/%FF/metadata", 422, null, null),
        ("PATCH", "/api/secrets/GITHUB_TOKEN/metadata", 422, """{"rotate_every_days":0}""", null),
        ("PUT", "/api/settings/secrets", 422, """{"name":"GITHUB_TOKEN"}""", null),
        ("GET", "/api/settings/secrets/%FF", 422, null, null),
        ("DELETE", "/api/settings/secrets/%FF", 422, null, null),
        ("POST", "/api/import", 422, "A=1\nno value here\n", null),
        ("GET", "/api/export?format=xml", 422, null, null),
        ("GET", $"/api/keys?owner={new string('o', 256)}", 422, null, null),
        ("DELETE", $"/api/keys/{Id}?owner={new string('o', 256)}", 422, null, null),
        ("POST", "/api/keys", 422, """{"name":7}""", null),
        ("POST", $"/api/keys/{Id}/rotate", 422, """{"overlap_seconds":604801}""", null),
        ("PUT", "/api/settings/secrets", 200, null, null),
        ("GET", "/api/settings/secrets", 200, null, null),
        ("GET", "/api/settings/secrets/GITHUB_TOKEN", 200, null, null),
        ("GET", "/api/settings/secrets/GITHUB_TOKEN", 304, null, "*"),
        ("POST", "/api/secrets", 400, """{"name":"GITHUB_TOKEN","value":"v"}""", null),
        ("PUT", "/api/secrets/GITHUB_TOKEN/value", 200, null, null),
        ("PATCH", "/api/secrets/GITHUB_TOKEN/metadata", 200, null, null),
        ("GET", "/api/secrets/GITHUB_TOKEN/metadata", 200, null, null),
        ("GET", "/api/secrets/GITHUB_TOKEN/metadata", 304, null, "*"),
        ("GET", "/api/secret-metadata", 200, null, null),
        ("GET", "/api/secrets/GITHUB_TOKEN/value", 200, null, null),
        ("GET", "/api/secrets/GITHUB_TOKEN/value", 304, null, "*"),
        ("GET", "/api/secrets/GITHUB_TOKEN", 200, null, null),
        ("GET", "/api/secrets/GITHUB_TOKEN", 304, null, "*"),
        ("GET", "/api/secrets/GITHUB_TOKEN/versions", 200, null, null),
        ("POST", "/api/secrets/GITHUB_TOKEN/versions/1/restore", 200, null, null),
        ("DELETE", "/api/secrets/GITHUB_TOKEN/versions/3", 400, null, null),
        ("DELETE", "/api/secrets/GITHUB_TOKEN/versions/2", 200, null, null),
        ("POST", "/api/import", 400, "GITHUB_TOKEN=other\n", null),
        ("POST", "/api/import", 200, null, null),
        ("GET", "/api/export", 200, null, null),
        ("PUT", "/api/secrets/GITHUB_TOKEN", 400, """{"name":"API_URL"}""", null),
        // These get warnings.
        ("POST", "/api/secrets/db-password/generate", 200, null, null),
        ("PUT", "/api/secrets/GITHUB_TOKEN/value", 200, """{"value":"short"}""", null),
        ("PUT", "/api/settings/secrets", 200, """{"name":"GITHUB_TOKEN","value":"short","description":"CI"}""", null),
        ("DELETE", "/api/settings/secrets/GITHUB_TOKEN", 200, null, null),
        ("GET", "/api/deleted-secrets", 200, null, null),
        ("POST", "/api/deleted-secrets/{id}/restore", 200, null, null),
        ("DELETE", "/api/settings/secrets/GITHUB_TOKEN", 200, null, null),
        ("PUT", "/api/settings/secrets", 200, null, null),
        ("POST", "/api/deleted-secrets/{id}/restore", 400, null, null),
        ("DELETE", "/api/deleted-secrets/{id}", 200, null, null),
        ("POST", "/api/keys", 200, null, null),
        ("GET", "/api/audit?owner=alice&action=key.create", 200, null, null),
        ("GET", "/api/keys?owner=alice", 200, null, null),
        ("POST", "/api/keys/{id}/rotate?owner=alice", 200, null, null),
        ("DELETE", "/api/keys/{id}?owner=alice", 200, null, null),
        ("POST", "/api/keys/child", 422, """{"name":"c","expires_in":86401}""", null),
        ("POST", "/api/keys/child", 200, null, null),
        ("GET", "/api/keys/current", 200, null, null),
        ("DELETE", "/api/keys/current", 200, null, null),
    ];

    [Theory]
    [OnBothDatabases]
    public async Task Every_operation_of_this_service_has_examples_that_fit_their_schemas(StorageProvider provider)
    {
        var document = await ApiDocument.OfAsync(await services.OnAsync(provider));
        var published = new ApiDocument(
            JsonNode.Parse(
                await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "Secrets.Api", "OpenApi", "openhands-0.53.json"))
            )!
        );

        foreach (
            var (where, operation) in document.Operations.ExceptBy(
                published.Operations.Keys,
                operation => operation.Key,
                StringComparer.Ordinal
            )
        )
        {
            Assert.Matches("^[a-z_]+$", (string?)operation["operationId"]);
            Assert.NotNull((string?)operation["summary"]);
            Assert.All(operation["parameters"]?.AsArray() ?? [], parameter => Assert.NotNull((string?)parameter!["description"]));
            foreach (var (type, content) in operation["requestBody"]?["content"]!.AsObject() ?? [])
            {
                document.AssertFits(content!["schema"]!, content["example"], $"{where} {type}");
            }

            foreach (var (status, response) in operation["responses"]!.AsObject())
            {
                foreach (var content in response!["content"]?.AsObject().Select(content => content.Value!) ?? [])
                {
                    document.AssertFits(content["schema"]!, content["example"], $"{where} {status}");
                }
            }

            Assert.Equal(operation["responses"]!["412"] is not null, HasHeader(operation, "If-Match"));
            Assert.Equal(
                operation["responses"]!["304"] is not null
                    || where is "PUT /api/settings/secrets" or "POST /api/secrets/{secret_id}/generate",
                HasHeader(operation, "If-None-Match")
            );
            var retried = operation["responses"]!.AsObject().Where(response => response.Key is "429" or "503").ToList();
            Assert.All(retried, response => Assert.Equal(1, (int?)response.Value!["headers"]!["Retry-After"]!["example"]));
            Assert.Equal(operation["security"] is not null, retried.Count == 2);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_examples_match_the_responses_of_the_service(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Secrets:RevealExpired=false");
        var operations = (await ApiDocument.OfAsync(service)).Operations;
        var powerless = await service.CreateKeyAsync(owner: null, "audit:read");
        var writer = await service.CreateKeyAsync(owner: null, "secrets:write");
        var blind = await service.CreateKeyAsync(owner: null, "keys:manage");
        await service.PostKeyAsync(["secrets:list"], "shredded");
        await service.Database.ExecuteAsync("UPDATE owners SET shredded_at = 1 WHERE name = 'shredded'");
        var shown = new HashSet<string>(StringComparer.Ordinal);
        var (id, child) = ("", "");

        foreach (var (method, path, status, body, ifNoneMatch) in Story)
        {
            // A path without parameters is meant before one with them.
            var key = operations
                .Keys.Where(key =>
                    Regex.IsMatch(
                        $"{method} {path}",
                        $"^{PathParameter().Replace(key, "[^/?]+")}([?]|$)",
                        RegexOptions.None,
                        Regex.InfiniteMatchTimeout
                    )
                )
                .MinBy(key => PathParameter().Count(key))!;
            if (path == "/api/secret-metadata")
            {
                await service.Services.GetRequiredService<RevealCounts>().WriteAsync();
            }

            var request = operations[key]["requestBody"]?["content"]!.AsObject().First().Value!["example"];

            var response = await SendAsync(
                service,
                path == "/api/keys/current" ? child : service.Key,
                method,
                path.Replace("{id}", id, StringComparison.Ordinal),
                body ?? TextOf(request),
                ifNoneMatch is null ? null : ("If-None-Match", ifNoneMatch)
            );

            AssertShown(key, operations[key], status, response, shown);
            child = path == "/api/keys/child" && status == 200 ? response.Json.GetProperty("token").GetString()! : child;
            id = status == 200 && Uuid().Matches(response.Body) is [.., var last] ? last.Value : id;
        }

        foreach (var (key, operation) in operations)
        {
            var (method, path) = (
                key.Split(' ')[0],
                PathParameter().Replace(key.Split(' ')[1].Replace("{version}", "1", StringComparison.Ordinal), "GITHUB_TOKEN")
            );
            foreach (
                var status in operation["responses"]!
                    .AsObject()
                    .Select(response => int.Parse(response.Key, System.Globalization.CultureInfo.InvariantCulture))
            )
            {
                var response = status switch
                {
                    204 => await service.SendAsync(method, path, "{}"u8.ToArray(), key: writer),
                    401 => await service.SendAsync(method, path, key: null),
                    403 when path == "/api/keys/child" => await SendAsync(
                        service,
                        powerless,
                        method,
                        path,
                        """{"name":"c","expires_in":60,"scopes":["secrets:reveal"]}""",
                        header: null
                    ),
                    403 => await service.SendAsync(method, path, key: path == "/api/audit" ? blind : powerless),
                    409 when path == "/api/keys/current" => await service.SendAsync(method, path, key: RunningService.SessionKey),
                    409 => await SendAsync(
                        service,
                        service.Key,
                        method,
                        path,
                        """{"name":"k","scopes":["secrets:list"],"owner":"shredded"}""",
                        header: null
                    ),
                    410 => await RevealExpiredAsync(service, path),
                    412 => await SendAsync(
                        service,
                        service.Key,
                        method,
                        path,
                        path.EndsWith("/value", StringComparison.Ordinal) ? """{"value":"v"}"""
                            : path.EndsWith("/generate", StringComparison.Ordinal) ? "{}"
                            : path.EndsWith("/metadata", StringComparison.Ordinal) ? "{}"
                            : """{"name":"GITHUB_TOKEN","value":"v"}""",
                        ("If-Match", "\"99\"")
                    ),
                    413 => await SendAsync(service, service.Key, method, path, new string('\n', (1024 * 1024) + 1), header: null),
                    _ => null,
                };
                if (response is not null)
                {
                    AssertShown(key, operation, status, response, shown);
                }
            }
        }

        Assert.Equal(
            operations.SelectMany(operation => Documented(operation.Key, operation.Value)).Order(StringComparer.Ordinal),
            shown.Order(StringComparer.Ordinal)
        );
    }

    private static async Task<ServiceResponse> RevealExpiredAsync(RunningService service, string path)
    {
        await service.SendJsonAsync("PATCH", "/api/secrets/GITHUB_TOKEN/metadata", """{"expires_at":"2020-01-01T00:00:00Z"}""");
        return await service.SendAsync("GET", path);
    }

    private static Task<ServiceResponse> SendAsync(
        RunningService service,
        string apiKey,
        string method,
        string path,
        string? body,
        (string Name, string Value)? header
    ) =>
        service.SendAsync(
            method,
            path,
            body is null ? null : Encoding.UTF8.GetBytes(body),
            key: apiKey,
            headers: header is { } sent ? [new(sent.Name, sent.Value)] : null
        );

    private static void AssertShown(string key, JsonNode operation, int status, ServiceResponse response, HashSet<string> shown)
    {
        Assert.True(status == response.Status, $"{key}: expected {status}, got {response.Status} {response.Body}");
        var example = operation["responses"]![$"{status}"]!["content"]?.AsObject().First().Value!["example"];
        var body = example is JsonObject ? JsonNode.Parse(response.Body)!.ToJsonString(Unescaped) : response.Body;
        Assert.Equal(Changing().Replace(TextOf(example) ?? "", "*"), Changing().Replace(body, "*"));
        shown.Add($"{key} {status}");

        // Every response has a request id. The document lists it only for failures, and not for the published ones.
        string[] id = operation["responses"]![$"{status}"]!["headers"]?["X-Request-ID"] is null ? [] : ["X-Request-ID"];
        shown.UnionWith(
            id.Concat(["ETag", "Secrets-Warning", "Secrets-Due"])
                .Where(name => response.Header(name) is not null)
                .Select(name => $"{key} {status} {name}")
        );
    }

    /// <summary>
    /// Returns the responses of an operation that the tests must see: those with an example, and their headers.
    /// Other tests cover the responses of an overloaded service.
    /// </summary>
    private static IEnumerable<string> Documented(string key, JsonNode operation) =>
        from response in operation["responses"]!.AsObject()
        where
            response.Key is not ("429" or "503")
            && (response.Key is "204" or "304" || response.Value!["content"]!.AsObject().First().Value!["example"] is not null)
        from part in response.Value!["headers"]?.AsObject().Select(header => $" {header.Key}").Prepend("") ?? [""]
        select $"{key} {response.Key}{part}";

    private static string? TextOf(JsonNode? example) => example is JsonValue ? (string?)example : example?.ToJsonString(Unescaped);

    private static bool HasHeader(JsonNode operation, string name) =>
        operation["parameters"]?.AsArray().Any(parameter => (string)parameter!["in"]! == "header" && (string)parameter["name"]! == name)
            is true;

    [GeneratedRegex("[{][a-z_]+[}]")]
    private static partial Regex PathParameter();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Uuid();

    /// <summary>Ids, request ids, times and tokens.</summary>
    [GeneratedRegex("0HN[0-9A-V]+:[0-9A-F]{8}|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]{4}-[0-9-]{5}T[0-9:.]+[+]00:00|csk_[A-Za-z0-9_]+")]
    private static partial Regex Changing();
}
