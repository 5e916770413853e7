using Secrets.Application.Diagnosis.GetStatus;
using Secrets.Domain;

namespace Secrets.Api.Responses;

/// <summary>The output of <c>status --json</c>.</summary>
public sealed record InstallationStatusResponse(
    ServiceStatus Service,
    DatabaseStatus Database,
    IReadOnlyList<LoadedRootKey> KeyRing,
    IReadOnlyList<ReplicaResponse> Replicas,
    AuditStatus Audit,
    CheckpointStatus Checkpoint,
    IReadOnlyList<EndingApiKey> EndingApiKeys,
    SecretsStatus Secrets
)
{
    public static InstallationStatusResponse Of(InstallationStatus status, ServiceStatus service, CheckpointStatus checkpoint)
    {
        ArgumentNullException.ThrowIfNull(status);
        return new(
            service,
            status.Database,
            status.KeyRing,
            [
                .. status.Replicas.Select(replica => new ReplicaResponse(
                    replica.Id,
                    replica.Name,
                    Clock.Time(replica.SeenAt),
                    replica.RootKeys
                )),
            ],
            status.Audit,
            checkpoint,
            status.EndingApiKeys,
            status.Secrets
        );
    }
}
