using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>Reads the rows of all secrets, which audit events must explain, and those events.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IAuditedSecretRepository
{
    /// <summary>Reads the current secrets, then the deleted ones.</summary>
    IAsyncEnumerable<AuditedSecret> ListAsync(CancellationToken cancellationToken);

    /// <summary>Reads the old versions, those of one secret in their order.</summary>
    IAsyncEnumerable<AuditedVersion> ListOldVersionsAsync(CancellationToken cancellationToken);

    /// <summary>Returns the rows of one secret.</summary>
    Task<SecretRows> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken);

    /// <summary>Returns the events that changed one secret, in the order of the chain.</summary>
    Task<IReadOnlyList<AuditEvent>> ListChangesAsync(Guid ownerId, Guid id, CancellationToken cancellationToken);
}
