using System.Text.Json.Nodes;

namespace Secrets.Api.OpenApi;

/// <summary>
/// Replaces the operations of the contract by those that OpenHands 0.53 publishes, from the embedded document, and adds the service's own
/// descriptions, parameters and responses.
/// </summary>
internal static class PublishedContract
{
    public static void AddTo(JsonObject document)
    {
        var published = EmbeddedJson.Read("openhands-0.53.json");
        foreach (var (path, item) in published["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                var generated = document["paths"]![path]![method]!.AsObject();
                document["paths"]![path]![method] = Merge(operation!.DeepClone().AsObject(), generated, method);
            }
        }

        var components = document["components"]!;
        var schemas = components["schemas"]!.AsObject();
        foreach (var (name, schema) in published["components"]!["schemas"]!.AsObject())
        {
            schemas[name] = schema!.DeepClone();
        }

        components["securitySchemes"] = published["components"]!["securitySchemes"]!.DeepClone();
        RemoveUnused(document, schemas);
    }

    private static JsonObject Merge(JsonObject published, JsonObject generated, string method)
    {
        foreach (var (status, response) in generated["responses"]!.AsObject())
        {
            published["responses"]!.AsObject().TryAdd(status, response!.DeepClone());
        }

        // Operations are published as they are for POST and PUT. GET and DELETE have further parameters here.
        if (method is "get" or "delete")
        {
            var parameters = published["parameters"]?.DeepClone().AsArray() ?? [];
            foreach (var parameter in generated["parameters"]?.AsArray().Where(parameter => (string)parameter!["in"]! is not "path") ?? [])
            {
                parameters.Add(parameter!.DeepClone());
            }

            published["parameters"] = parameters;
        }

        published["description"] = generated["description"]?.DeepClone();
        published["tags"] = generated["tags"]?.DeepClone();
        return published;
    }

    // The generated schemas that the published ones replace.
    private static void RemoveUnused(JsonObject document, JsonObject schemas)
    {
        int before;
        do
        {
            before = schemas.Count;
            var json = document.ToJsonString();
            foreach (var name in schemas.Select(schema => schema.Key).ToList())
            {
                if (!json.Contains($"\"#/components/schemas/{name}\"", StringComparison.Ordinal))
                {
                    schemas.Remove(name);
                }
            }
        } while (schemas.Count < before);
    }
}
