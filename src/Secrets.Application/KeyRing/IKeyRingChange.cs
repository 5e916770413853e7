using Secrets.Domain.Audit;
using Secrets.Domain.KeyRing;

namespace Secrets.Application.KeyRing;

/// <summary>The key ring file while no other process changes it.</summary>
public interface IKeyRingChange
{
    /// <summary>The keys in the file when the change began.</summary>
    RootKeys Keys { get; }

    /// <summary>Returns the root keys that the database knows.</summary>
    Task<IReadOnlyList<RootKeyUse>> ListUsesAsync();

    /// <summary>Returns the replicas that run on the database.</summary>
    Task<IReadOnlyList<RunningReplica>> ListRunningReplicasAsync();

    /// <summary>Adds a random, decrypt-only root key to the file and to the database, and returns its id.</summary>
    Task<string> AddAsync(CancellationToken cancellationToken);

    /// <summary>Makes a key of the file the active one.</summary>
    void Promote(string id);

    /// <summary>Removes a key from the file.</summary>
    void Remove(string id);

    /// <summary>Deletes a key from the database, so that no key can be wrapped under it.</summary>
    Task ForgetAsync(string id);

    /// <summary>Stores an audit event with the change.</summary>
    Task AppendAsync(AuditEvent auditEvent);
}
