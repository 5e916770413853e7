using System.Data.Common;
using Secrets.Application.KeyRing;
using Secrets.Domain.Audit;
using Secrets.Domain.KeyRing;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.KeyRing;

/// <summary>The key ring file and a transaction that no other process has at the same time.</summary>
internal sealed class KeyRingChange(KeyRingFile file, Guid installationId, ReplicaRepository replicas, DbConnection connection)
    : IKeyRingChange
{
    public RootKeys Keys { get; } = file.ReadIds();

    public Task<IReadOnlyList<RootKeyUse>> ListUsesAsync() => RootKeyRepository.ListAsync(connection);

    public Task<IReadOnlyList<RunningReplica>> ListRunningReplicasAsync() => replicas.ListRunningAsync(connection);

    public async Task<string> AddAsync(CancellationToken cancellationToken)
    {
        var id = file.Add();
        using var ring = file.Read();
        await KeyRingCheck.RegisterAsync(ring, installationId, connection, cancellationToken);
        return $"{id}";
    }

    public void Promote(string id) => file.Activate(KeyId.Parse(id));

    public void Remove(string id) => file.Remove(KeyId.Parse(id));

    public Task ForgetAsync(string id) => RootKeyRepository.DeleteAsync(connection, KeyId.Parse(id));

    public Task AppendAsync(AuditEvent auditEvent) => connection.RunAsync([AuditRow.Insert(auditEvent)]);
}
