using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>
/// Keeps secrets. Every call names the owner; another owner's secret is the same as none. Calls that change something take no
/// cancellation token: a commit that has begun is awaited. They write nothing, and say so, if the secret was changed since it was read.
/// The event of a change is stored with it, or neither is.
/// </summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface ISecretRepository
{
    Task<Secret?> FindAsync(Guid ownerId, string name, CancellationToken cancellationToken);

    /// <summary>Returns the secrets with one of these names, with their current envelopes, in any order.</summary>
    Task<IReadOnlyList<SecretWithEnvelope>> FindAsync(Guid ownerId, IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Returns secrets in creation order.</summary>
    /// <param name="after">The id of the secret before the first one; <see cref="Guid.Empty"/> to begin.</param>
    Task<IReadOnlyList<SecretSummary>> ListAsync(Guid ownerId, Guid after, long limit, CancellationToken cancellationToken);

    /// <summary>Returns secrets as <see cref="ListAsync"/> does, with their values, until their envelopes have a size together.</summary>
    Task<IReadOnlyList<EncryptedSecret>> ListValuesAsync(
        Guid ownerId,
        Guid after,
        long limit,
        long maxBytes,
        CancellationToken cancellationToken
    );

    /// <summary>Returns a value; null if there is no such secret, or the version is not kept.</summary>
    /// <param name="version">Null for the current one.</param>
    Task<EncryptedSecret?> FindValueAsync(Guid ownerId, string name, long? version, CancellationToken cancellationToken);

    /// <summary>Returns all values that are kept of a secret, the newest first; none if it was changed since it was read.</summary>
    Task<IReadOnlyList<EncryptedSecret>> FindValuesAsync(Secret secret, CancellationToken cancellationToken);

    /// <summary>Returns the versions that are kept, the newest first; none if there is no such secret.</summary>
    Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(Guid ownerId, string name, CancellationToken cancellationToken);

    /// <returns><see cref="NameClaim.Taken"/> if the owner has a secret of that name.</returns>
    Task<NameClaim> AddAsync(Secret secret, byte[] envelope, AuditEvent created);

    /// <summary>Stores a changed secret whose name and value are as before.</summary>
    Task<bool> UpdateAsync(Secret changed, AuditEvent updated);

    /// <summary>Stores a renamed secret.</summary>
    /// <param name="values">Encrypted for the new name: the current value and, after it, the old ones that can be decrypted.</param>
    Task<NameClaim> RenameAsync(Secret renamed, IReadOnlyList<EncryptedSecret> values, AuditEvent updated);

    /// <summary>Stores a secret with a further value.</summary>
    /// <param name="envelope">Encrypted for its <see cref="Secret.Address"/>.</param>
    /// <param name="versionsKept">The number of versions that are kept, this one included. Older ones are destroyed.</param>
    Task<bool> SetValueAsync(Secret changed, byte[] envelope, int versionsKept, AuditEvent valued);

    /// <summary>Adds secrets and stores others with a further value, all or none.</summary>
    /// <returns>False if a name is taken or a secret was changed since it was read.</returns>
    Task<bool> ImportAsync(
        IReadOnlyList<(SecretWithEnvelope Secret, AuditEvent Created)> added,
        IReadOnlyList<(SecretWithEnvelope Secret, AuditEvent Valued)> changed,
        AuditEvent imported,
        int versionsKept
    );

    /// <summary>Makes a secret a deleted one, which can be restored for a while.</summary>
    Task<bool> DeleteAsync(Secret current, AuditEvent deleted);
}
