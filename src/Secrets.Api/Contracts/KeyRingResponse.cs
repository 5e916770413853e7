using System.Text.Json.Serialization;
using Secrets.Application.KeyRing;
using Secrets.Domain;

namespace Secrets.Api.Contracts;

/// <summary>What <c>keyring status --json</c> writes.</summary>
public sealed record KeyRingResponse(IReadOnlyList<RootKeyResponse> Keys, IReadOnlyList<ReplicaResponse> Replicas)
{
    public static KeyRingResponse Of(KeyRingStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return new(
            [
                .. status.Keys.Select(key => new RootKeyResponse(
                    key.Id,
                    key.IsActive ? "active"
                        : key.IsInRing ? "decrypt-only"
                        : "missing",
                    key.OwnerKeys,
                    key.SystemKeys
                )),
            ],
            [
                .. status.Replicas.Select(replica => new ReplicaResponse(
                    replica.Id,
                    replica.Name,
                    Clock.Time(replica.SeenAt),
                    replica.RootKeys
                )),
            ]
        );
    }
}

/// <param name="State"><c>active</c>, <c>decrypt-only</c>, or <c>missing</c> from the ring although the database needs it.</param>
public sealed record RootKeyResponse(string Id, string State, long OwnerKeys, long SystemKeys);

/// <summary>A running service and the ring keys that it has loaded, the active one first.</summary>
public sealed record ReplicaResponse(
    Guid Id,
    string Name,
    DateTimeOffset SeenAt,
    [property: JsonPropertyName("ring_keys")] IReadOnlyList<string> RootKeys
);
