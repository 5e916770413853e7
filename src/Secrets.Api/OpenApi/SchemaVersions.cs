using System.Text.Json.Nodes;

namespace Secrets.Api.OpenApi;

/// <summary>
/// Converts schemas to a version of OpenAPI. The document has schemas of NSwag, which are 3.0, and of the contract, which are 3.1.
/// </summary>
internal static class SchemaVersions
{
    private const string Nullable = "nullable";
    private const string AnyOf = "anyOf";

    /// <summary>Replaces <c>nullable: true</c> by the type null.</summary>
    public static void ToVersion31(JsonNode? node)
    {
        if (node is JsonObject schema && schema[Nullable] is JsonValue)
        {
            schema.Remove(Nullable);
            if (schema["type"] is { } type)
            {
                schema["type"] = new JsonArray(type.DeepClone(), "null");
            }
            else if (schema["oneOf"] is JsonArray choices)
            {
                choices.Add(new JsonObject { ["type"] = "null" });
            }
        }

        ForEachChild(node, ToVersion31);
    }

    /// <summary>Replaces a choice between a schema and the type null by <c>nullable: true</c>, and any other choice by any value.</summary>
    public static void ToVersion30(JsonNode? node)
    {
        if (node is JsonObject schema && schema[AnyOf] is JsonArray choices)
        {
            // For a choice between types, client generators create a class that cannot hold any of them.
            schema.Remove(AnyOf);
            var others = choices.Where(choice => (string?)choice!["type"] is not "null").ToList();
            if (others.Count < choices.Count)
            {
                schema[Nullable] = true;
            }

            foreach (var (keyword, value) in others is [JsonObject only] ? only : [])
            {
                schema[keyword] = value?.DeepClone();
            }
        }

        ForEachChild(node, ToVersion30);
    }

    private static void ForEachChild(JsonNode? node, Action<JsonNode?> change)
    {
        var children = node switch
        {
            // Examples are not schemas, whatever the names of their fields.
            JsonObject parent => parent.Where(field => field.Key is not "example").Select(field => field.Value).ToList(),
            JsonArray parent => [.. parent],
            _ => [],
        };
        children.ForEach(change);
    }
}
