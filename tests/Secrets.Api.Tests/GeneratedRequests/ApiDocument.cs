using System.Text.Json;
using System.Text.Json.Nodes;

namespace Secrets.Api.Tests.GeneratedRequests;

/// <summary>The OpenAPI document of the service, and assertions that bodies fit it.</summary>
internal sealed class ApiDocument(JsonNode document)
{
    /// <summary>The operations by method and path, such as <c>GET /api/secrets</c>.</summary>
    public IReadOnlyDictionary<string, JsonNode> Operations { get; } =
        document["paths"]!
            .AsObject()
            .SelectMany(path =>
                path.Value!.AsObject().Select(operation => ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!))
            )
            .ToDictionary(StringComparer.Ordinal);

    public static async Task<ApiDocument> OfAsync(RunningService service) =>
        new(JsonNode.Parse((await service.SendAsync("GET", "/openapi.json", key: null)).Body)!);

    /// <summary>Returns the schema, or the referenced one if it is a reference.</summary>
    public JsonNode Resolve(JsonNode schema) =>
        schema["$ref"] is { } reference ? document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]! : schema;

    /// <summary>Asserts that the status of the response is documented, and that its body fits.</summary>
    public void AssertDocumented(string operation, ServiceResponse response)
    {
        var described = Operations[operation]["responses"]![$"{response.Status}"];
        Assert.True(described is not null, $"{operation}: {response.Status} is not documented");
        if (described["content"] is not { } contents)
        {
            Assert.True(response.Body.Length == 0, $"{operation} {response.Status}: a body");
            return;
        }

        var type = response.Header("Content-Type")?.Split(';')[0] ?? "";
        var content = contents[type];
        Assert.True(content is not null, $"{operation} {response.Status}: {type}");
        if (type == "application/yaml")
        {
            // Has the schema of the same response in JSON.
            return;
        }

        AssertFits(
            content["schema"]!,
            type == "application/json" ? JsonNode.Parse(response.Body) : JsonValue.Create(response.Body),
            $"{operation} {response.Status}"
        );
    }

    public void AssertFits(JsonNode schema, JsonNode? value, string where)
    {
        schema = Resolve(schema);
        if (schema["anyOf"] is JsonArray choices)
        {
            Assert.True(choices.Any(choice => Fits(choice!, value)), $"{where}: none of the choices");
            return;
        }

        var types = schema["type"] is JsonArray several ? several.Select(type => (string?)type) : [(string?)schema["type"]];
        var kind = value?.GetValueKind() switch
        {
            null => "null",
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => "integer",
            _ => "boolean",
        };
        Assert.True(schema["type"] is null || types.Contains(kind), $"{where}: {kind}");
        if (value is JsonObject fields)
        {
            Assert.All(schema["required"]?.AsArray() ?? [], name => Assert.True(fields.ContainsKey((string)name!), $"{where}: {name}"));
            Assert.All(fields, field =>
                AssertFits(
                    schema["properties"]?[field.Key]
                        ?? schema["additionalProperties"]
                        ?? (
                            schema["type"] is null ? schema : throw new InvalidOperationException($"{where}: {field.Key} is not documented")
                        ),
                    field.Value,
                    $"{where}.{field.Key}"
                )
            );
        }

        Assert.All(value as JsonArray ?? [], item => AssertFits(schema["items"]!, item, where));
        if (kind == "string" && schema["format"] is { } format)
        {
            var text = (string)value!;
            Assert.True(
                (string)format! switch
                {
                    "uuid" => Guid.TryParseExact(text, "D", out _),
                    "date-time" => value!.AsValue().TryGetValue<DateTimeOffset>(out _),
                    _ => true,
                },
                $"{where}: {format}"
            );
        }
    }

    private bool Fits(JsonNode schema, JsonNode? value)
    {
        try
        {
            AssertFits(schema, value, "");
            return true;
        }
        catch (Xunit.Sdk.XunitException)
        {
            return false;
        }
    }
}
