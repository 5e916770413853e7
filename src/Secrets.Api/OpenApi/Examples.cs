using System.Globalization;
using System.Text.Json.Nodes;
using Secrets.Api.Errors;

namespace Secrets.Api.OpenApi;

/// <summary>Adds examples of requests and responses: from examples.json, or else the default body of a status.</summary>
internal static class Examples
{
    public static void AddTo(JsonObject document)
    {
        var table = EmbeddedJson.Read("examples.json");
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                AddTo(operation!, table[$"{method.ToUpperInvariant()} {path}"]);
            }
        }
    }

    private static void AddTo(JsonNode operation, JsonNode? examples)
    {
        foreach (var (type, content) in operation["requestBody"]?["content"]?.AsObject() ?? [])
        {
            content!["example"] = ExampleOf("request", type)?.DeepClone();
        }

        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            foreach (var (type, content) in response!["content"]?.AsObject() ?? [])
            {
                content!["example"] = ExampleOf(status, type)?.DeepClone()
                    ?? new JsonObject { ["detail"] = ErrorResponses.DetailOf(int.Parse(status, CultureInfo.InvariantCulture)) };
            }
        }

        // The examples of a body with several media types have their names, except those for text.
        JsonNode? ExampleOf(string part, string type) => examples?[$"{part} {type}"] ?? examples?[part];
    }
}
