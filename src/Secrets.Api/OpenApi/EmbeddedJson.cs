using System.Text.Json.Nodes;

namespace Secrets.Api.OpenApi;

/// <summary>Reads the JSON files of this folder, which are embedded.</summary>
internal static class EmbeddedJson
{
    public static JsonObject Read(string name)
    {
        using var json = typeof(EmbeddedJson).Assembly.GetManifestResourceStream($"{typeof(EmbeddedJson).Namespace}.{name}")!;
        return JsonNode.Parse(json)!.AsObject();
    }
}
