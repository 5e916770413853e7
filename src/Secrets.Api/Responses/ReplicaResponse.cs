using System.Text.Json.Serialization;

namespace Secrets.Api.Responses;

/// <summary>A running service and the root keys that it has loaded, the active one first.</summary>
public sealed record ReplicaResponse(
    Guid Id,
    string Name,
    DateTimeOffset SeenAt,
    [property: JsonPropertyName("ring_keys")] IReadOnlyList<string> RootKeys
);
