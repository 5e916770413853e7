using Secrets.Domain.KeyRing;

namespace Secrets.Application.Diagnosis.GetStatus;

/// <param name="Now">The time of the database's clock.</param>
public sealed record InstallationStatus(
    DateTimeOffset Now,
    DatabaseStatus Database,
    IReadOnlyList<LoadedRootKey> KeyRing,
    IReadOnlyList<RunningReplica> Replicas,
    AuditStatus Audit,
    IReadOnlyList<EndingApiKey> EndingApiKeys,
    SecretsStatus Secrets
);
