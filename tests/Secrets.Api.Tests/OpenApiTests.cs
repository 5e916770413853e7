using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class OpenApiTests(Services services) : IClassFixture<Services>
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    [Theory]
    [OnBothDatabases]
    public async Task The_document_contains_the_published_contract_unchanged(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var published = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "Secrets.Api", "OpenApi", "openhands-0.53.json"))
        )!;

        var response = await service.SendAsync("GET", "/openapi.json", key: null);

        var document = JsonNode.Parse(response.Body)!;
        Assert.StartsWith("3.1.", (string)document["openapi"]!, StringComparison.Ordinal);
        foreach (var (path, operations) in published["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                var ours = document["paths"]![path]![method]!.AsObject();
                ours.Remove("tags");
                ours.Remove("description");
                if (method is "get" or "delete")
                {
                    // For these the published pages show only the responses.
                    ours.Remove("parameters");
                    operation!.AsObject().Remove("parameters");
                }

                var responses = ours["responses"]!.AsObject();
                foreach (
                    var status in responses
                        .Select(response => response.Key)
                        .Except(operation!["responses"]!.AsObject().Select(response => response.Key))
                        .ToList()
                )
                {
                    responses.Remove(status);
                }

                Assert.True(JsonNode.DeepEquals(operation, ours), $"{method} {path}: {ours}");
            }
        }

        foreach (var (name, schema) in published["components"]!["schemas"]!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(schema, document["components"]!["schemas"]![name]), name);
        }

        Assert.True(JsonNode.DeepEquals(published["components"]!["securitySchemes"], document["components"]!["securitySchemes"]));
        Assert.Null(document["servers"]);
        Assert.All(document["components"]!["schemas"]!.AsObject(), schema =>
            Assert.Contains($"\"#/components/schemas/{schema.Key}\"", response.Body, StringComparison.Ordinal)
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task Every_endpoint_except_health_and_documentation_needs_a_key(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var endpoints = service.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

        var open = endpoints
            .Where(endpoint => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>() is not [_, ..])
            .Select(endpoint => endpoint.RoutePattern.RawText);

        Assert.Equal(
            ["/alive", "/docs", "/docs/{file}", "/health", "/openapi-3.0.json", "/openapi.json", "/ready"],
            open.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_documentation_page_loads_nothing_from_other_hosts(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var page = await service.SendAsync("GET", "/docs/index.html", key: null);

        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("://", page.Body, StringComparison.Ordinal);
        foreach (var asset in new[] { "swagger-ui.css", "swagger-ui-bundle.js", "index.js", "favicon-32x32.png" })
        {
            Assert.Contains(asset, page.Body, StringComparison.Ordinal);
            Assert.Equal(200, (await service.SendAsync("GET", $"/docs/{asset}", key: null)).Status);
        }

        Assert.Contains("/openapi.json", (await service.SendAsync("GET", "/docs/index.js", key: null)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/docs/index.html", 200)]
    [InlineData("/docs/swagger-ui-bundle.js", 200)]
    [InlineData("/docs/nothing", 404)]
    [InlineData("/api/secrets", 200)]
    public async Task The_documentation_page_runs_only_its_own_files_and_in_no_frame(string path, int status)
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);

        var response = await service.SendAsync("GET", path);

        Assert.Equal((status, "nosniff"), (response.Status, response.Header("X-Content-Type-Options")));
        var isPage = path.StartsWith("/docs", StringComparison.Ordinal);
        Assert.Equal(isPage ? Policy : null, response.Header("Content-Security-Policy"));
        Assert.Equal(isPage ? "DENY" : null, response.Header("X-Frame-Options"));
        Assert.Equal(isPage ? "no-referrer" : null, response.Header("Referrer-Policy"));
        Assert.DoesNotContain("unsafe", response.Headers, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_document_describes_keys_as_they_are_sent(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var document = JsonNode.Parse((await service.SendAsync("GET", "/openapi.json", key: null)).Body)!;

        var request = document["components"]!["schemas"]!["CreateApiKeyRequest"]!;
        Assert.Equal(
            ["name", "scopes", "secrets", "client_networks", "expires_at", "owner"],
            request["properties"]!.AsObject().Select(property => property.Key)
        );
        Assert.Equal(["name", "scopes"], request["required"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("array", (string)request["properties"]!["scopes"]!["type"]!);
        Assert.Contains(
            "token",
            document["components"]!["schemas"]!["ApiKeyResponse"]!["properties"]!.AsObject().Select(property => property.Key)
        );
        Assert.DoesNotContain(document["components"]!["schemas"]!.AsObject(), schema =>
            schema.Key.StartsWith("Submitted", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("submitted", document.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_document_describes_parameters_and_texts_as_they_are_sent(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var paths = JsonNode.Parse((await service.SendAsync("GET", "/openapi.json", key: null)).Body)!["paths"]!;

        Assert.Equal(["q", "limit", "after"], Parameters(paths["/api/secrets"]!["get"]!));
        Assert.Equal(["secret_id", "If-Match"], Parameters(paths["/api/secrets/{secret_id}"]!["delete"]!));
        Assert.Equal(
            ["secret_id", "version", "If-Match"],
            Parameters(paths["/api/secrets/{secret_id}/versions/{version}/restore"]!["post"]!)
        );
        Assert.Contains("If-Match", (string)paths["/api/secrets/{secret_id}"]!["put"]!["description"]!, StringComparison.Ordinal);
        var import = paths["/api/import"]!["post"]!;
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""{"type":"string","enum":["fail","skip","replace"],"default":"fail"}"""),
                import["parameters"]![0]!["schema"]
            )
        );
        var text = JsonNode.Parse("""{"type":"string"}""");
        Assert.True(JsonNode.DeepEquals(text, import["requestBody"]!["content"]!["text/plain"]!["schema"]));
        Assert.True(JsonNode.DeepEquals(text, paths["/api/export"]!["get"]!["responses"]!["200"]!["content"]!["text/plain"]!["schema"]));
        Assert.Null(paths["/api/keys/{id}/rotate"]!["post"]!["requestBody"]!["required"]);
    }

    [Fact]
    public async Task The_document_for_older_tools_has_the_same_operations_and_fields()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);

        var newer = JsonNode.Parse((await service.SendAsync("GET", "/openapi.json", key: null)).Body)!;
        var older = JsonNode.Parse((await service.SendAsync("GET", "/openapi-3.0.json", key: null)).Body)!;

        Assert.StartsWith("3.0.", (string)older["openapi"]!, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(newer["components"]!["securitySchemes"], older["components"]!["securitySchemes"]));
        Assert.Equal(Fields(newer), Fields(older));
        foreach (var schema in Objects(newer["paths"]!).Concat(Objects(older["paths"]!)).Where(node => node.ContainsKey("schema")).ToList())
        {
            schema.Remove("schema");
        }

        Assert.True(JsonNode.DeepEquals(newer["paths"], older["paths"]));
    }

    [Fact]
    public async Task Nullable_fields_use_the_syntax_of_each_document_version()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);

        var newer = JsonNode.Parse((await service.SendAsync("GET", "/openapi.json", key: null)).Body)!;
        var older = JsonNode.Parse((await service.SendAsync("GET", "/openapi-3.0.json", key: null)).Body)!;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"type":["string","null"],"format":"date-time"}"""), ExpiresAt(newer)));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"type":"string","format":"date-time","nullable":true}"""), ExpiresAt(older)));
        Assert.DoesNotContain(Objects(newer), node => node.ContainsKey("nullable"));
        Assert.DoesNotContain(Objects(older), node => node.ContainsKey("anyOf") || node["type"] is JsonArray);
        Assert.All(Objects(older).Where(node => node.ContainsKey("nullable")), node => Assert.NotNull(node["type"]));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_document_generator_is_loaded_on_the_first_request()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var service = await ServiceProcess.StartAsync(database);
        await service.SendAsync("GET", "/api/secrets");

        var before = await service.ReadMappedFilesAsync();
        await service.SendAsync("GET", "/openapi.json", key: null);
        var after = await service.ReadMappedFilesAsync();

        foreach (var library in new[] { "NSwag.Generation.AspNetCore.dll", "Newtonsoft.Json.dll" })
        {
            Assert.DoesNotContain(library, before, StringComparison.Ordinal);
            Assert.Contains(library, after, StringComparison.Ordinal);
        }
    }

    private static JsonNode? ExpiresAt(JsonNode document) =>
        document["components"]!["schemas"]!["ApiKeyResponse"]!["properties"]!["expires_at"];

    /// <summary>Returns the schemas with their fields and required fields.</summary>
    private static IEnumerable<string> Fields(JsonNode document) =>
        from schema in document["components"]!["schemas"]!.AsObject()
        let fields = string.Join(' ', schema.Value!["properties"]!.AsObject().Select(field => field.Key))
        select $"{schema.Key}: {fields}; {schema.Value["required"]?.ToJsonString()}";

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject parent => parent.SelectMany(field => field.Key is "example" ? [] : Objects(field.Value)).Prepend(parent),
            JsonArray parent => parent.SelectMany(Objects),
            _ => [],
        };

    private static IEnumerable<string> Parameters(JsonNode operation) =>
        operation["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!);
}
