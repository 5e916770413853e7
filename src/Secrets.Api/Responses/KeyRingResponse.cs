using Secrets.Application.KeyRing;
using Secrets.Domain;

namespace Secrets.Api.Responses;

/// <summary>The output of <c>keyring status --json</c>.</summary>
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
