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
        foreach (var (_, content) in operation["requestBody"]?["content"]?.AsObject() ?? [])
        {
            content!["example"] = examples?["request"]?.DeepClone();
        }

        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            foreach (var (_, content) in response!["content"]?.AsObject() ?? [])
            {
                content!["example"] = examples?[status]?.DeepClone()
                    ?? new JsonObject { ["detail"] = ErrorResponses.DetailOf(int.Parse(status, CultureInfo.InvariantCulture)) };
            }
        }
    }
}
