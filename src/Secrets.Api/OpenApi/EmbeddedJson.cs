using System.Text.Json.Nodes;

namespace Secrets.Api.OpenApi;

/// <summary>Reads the embedded JSON files of this folder.</summary>
internal static class EmbeddedJson
{
    public static JsonObject Read(string name)
    {
        using var json = typeof(EmbeddedJson).Assembly.GetManifestResourceStream($"{typeof(EmbeddedJson).Namespace}.{name}")!;
        return JsonNode.Parse(json)!.AsObject();
    }
}
