using Secrets.Application.Secrets.ListMetadata;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>
/// Persists secrets. Every read names what the caller reaches; other secrets do not exist for it. Changes take no cancellation token,
/// because a commit that has begun is awaited. They write nothing and return false, or a <see cref="NameClaim"/>, if the secret was
/// changed since it was read. A change and its event are stored together.
/// </summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface ISecretRepository
{
    Task<Secret?> FindAsync(SecretReach reach, string name, CancellationToken cancellationToken);

    /// <summary>Returns the secrets with these names and their current envelopes, in any order.</summary>
    Task<IReadOnlyList<SecretWithEnvelope>> FindAsync(SecretReach reach, IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Returns for each name the name of another secret that looks like it, or null.</summary>
    Task<IReadOnlyList<string?>> FindLookalikesAsync(SecretReach reach, IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Returns secrets in creation order.</summary>
    /// <param name="after">The id of the last secret of the previous page; <see cref="Guid.Empty"/> for the first page.</param>
    Task<IReadOnlyList<SecretSummary>> ListAsync(SecretReach reach, Guid after, long limit, CancellationToken cancellationToken);

    /// <summary>Returns secrets with their metadata, without <see cref="Secret.ValueState"/>.</summary>
    /// <param name="after">The position of the last secret of the previous page; null for the first page.</param>
    Task<IReadOnlyList<SecretWithReveals>> ListAsync(
        SecretReach reach,
        MetadataOrder order,
        MetadataPosition? after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Returns secrets with their values in creation order, until their envelopes and descriptions have
    /// <paramref name="maxBytes"/> together.
    /// </summary>
    Task<IReadOnlyList<SecretWithEnvelope>> ListValuesAsync(
        SecretReach reach,
        Guid after,
        long limit,
        long maxBytes,
        CancellationToken cancellationToken
    );

    /// <summary>Returns a value, or null if the secret does not exist or does not keep the version.</summary>
    /// <param name="version">Null for the current version.</param>
    Task<RevealableSecret?> FindValueAsync(SecretReach reach, string name, long? version, CancellationToken cancellationToken);

    /// <summary>Returns all kept values of a secret, newest first; an empty list if it was changed since it was read.</summary>
    Task<IReadOnlyList<EncryptedSecret>> FindValuesAsync(Secret secret, CancellationToken cancellationToken);

    /// <summary>Returns the kept versions, newest first; an empty list if the secret does not exist.</summary>
    Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretReach reach, string name, CancellationToken cancellationToken);

    /// <returns><see cref="NameClaim.Taken"/> if the owner already has a secret with the name.</returns>
    /// <param name="reach">The secrets whose names are compared with the new one to find names that look like it.</param>
    Task<NameClaim> AddAsync(SecretReach reach, Secret secret, byte[] envelope, AuditEvent created);

    /// <summary>Stores a changed secret whose name and value have not changed.</summary>
    Task<bool> UpdateAsync(Secret changed, AuditEvent updated);

    /// <summary>Stores a renamed secret.</summary>
    /// <param name="values">The current value, then the old values that can be decrypted, all encrypted for the new name.</param>
    /// <inheritdoc cref="AddAsync" path="/param[@name='reach']"/>
    Task<NameClaim> RenameAsync(SecretReach reach, Secret renamed, IReadOnlyList<EncryptedSecret> values, AuditEvent updated);

    /// <summary>Stores a secret with a new value.</summary>
    /// <param name="envelope">The value, encrypted for <see cref="Secret.Address"/>.</param>
    /// <param name="versionsKept">The number of versions to keep, including this one. Older versions are destroyed.</param>
    Task<bool> SetValueAsync(Secret changed, byte[] envelope, int versionsKept, AuditEvent valued);

    /// <summary>Adds secrets and stores others with a new value, all or none.</summary>
    /// <returns>False if a name is taken or a secret was changed since it was read.</returns>
    Task<bool> ImportAsync(
        IReadOnlyList<(SecretWithEnvelope Secret, AuditEvent Created)> added,
        IReadOnlyList<(SecretWithEnvelope Secret, AuditEvent Valued)> changed,
        AuditEvent imported,
        int versionsKept,
        IProgress<WorkProgress>? progress
    );

    /// <summary>Stores a changed secret without one of its old versions.</summary>
    /// <returns>False also if the secret does not keep the version.</returns>
    Task<bool> DestroyVersionAsync(Secret changed, long version, AuditEvent destroyed);

    /// <summary>Deletes a secret. It can be restored until its retention ends.</summary>
    Task<bool> DeleteAsync(Secret current, AuditEvent deleted);
}
