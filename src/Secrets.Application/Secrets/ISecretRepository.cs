using Secrets.Application.Encryption;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets;

/// <summary>
/// Where secrets are kept. Every call names the owner; another owner's secret is the same as none.
/// Calls that change something take no cancellation token: a commit that has begun is waited for.
/// Those that take a secret as it was read change nothing, and say so, where it has changed since. The event of a change
/// is stored with it, or neither is; its time and key become those of the change.
/// </summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface ISecretRepository
{
    /// <returns><see cref="NameClaim.Taken"/> where the owner has a secret of that name.</returns>
    Task<NameClaim> CreateAsync(EncryptedSecret secret, string? description, AuditEvent created);

    /// <summary>Secrets of the owner in creation order.</summary>
    /// <param name="after">The id of the secret before the first one; <see cref="Guid.Empty"/> to begin.</param>
    Task<IReadOnlyList<SecretSummary>> ListAsync(Guid ownerId, Guid after, long limit, CancellationToken cancellationToken);

    Task<StoredSecret?> FindAsync(Guid ownerId, string name, CancellationToken cancellationToken);

    /// <summary>Those of the owner's secrets that have one of these names, in any order.</summary>
    Task<IReadOnlyList<SecretWithEnvelope>> FindAsync(Guid ownerId, IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>As <see cref="ListAsync"/>, with the current values, and no more once their envelopes have <paramref name="maxBytes"/> together.</summary>
    Task<IReadOnlyList<EncryptedSecret>> ListValuesAsync(
        Guid ownerId,
        Guid after,
        long limit,
        long maxBytes,
        CancellationToken cancellationToken
    );

    /// <param name="version">Null for the current one.</param>
    /// <returns>Null where there is no such secret, or it has no such version any more.</returns>
    Task<EncryptedSecret?> FindValueAsync(Guid ownerId, string name, long? version, CancellationToken cancellationToken);

    /// <summary>All values that are kept of the secret, the newest first; none where it has changed meanwhile.</summary>
    Task<IReadOnlyList<EncryptedSecret>> FindValuesAsync(StoredSecret secret, CancellationToken cancellationToken);

    /// <summary>The versions that are kept, the newest first; none where there is no such secret.</summary>
    Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(Guid ownerId, string name, CancellationToken cancellationToken);

    Task<bool> DescribeAsync(StoredSecret current, string? description, AuditEvent described);

    /// <summary>Gives <paramref name="current"/> the name that all of <paramref name="values"/> are encrypted for: the current one and, after it, those old ones that can be decrypted.</summary>
    Task<NameClaim> RenameAsync(
        StoredSecret current,
        string newName,
        string? description,
        IReadOnlyList<EncryptedSecret> values,
        AuditEvent renamed
    );

    /// <summary>Gives <paramref name="current"/> a further value, which is sealed for its <see cref="StoredSecret.NextAddress"/>, and a description.</summary>
    /// <param name="versionsKept">How many versions are kept, this one included; older ones are destroyed.</param>
    Task<bool> SetValueAsync(StoredSecret current, byte[] envelope, string? description, AuditEvent valued, int versionsKept);

    /// <summary>Creates secrets and gives others a further value, all or none.</summary>
    /// <param name="changed">Secrets as they were read, each with an envelope that is sealed for its <see cref="StoredSecret.NextAddress"/>.</param>
    /// <returns>False where a name is taken or a secret has changed.</returns>
    Task<bool> ImportAsync(
        IReadOnlyList<(EncryptedSecret Secret, AuditEvent Created)> added,
        IReadOnlyList<(SecretWithEnvelope Secret, AuditEvent Valued)> changed,
        AuditEvent imported,
        int versionsKept
    );

    /// <summary>Puts a secret among the deleted ones, from where it can be restored for a while.</summary>
    Task<bool> DeleteAsync(StoredSecret current, AuditEvent deleted);
}

/// <summary>An address and the envelope that opens there.</summary>
public sealed record EncryptedSecret(SecretAddress Address, byte[] Envelope);

public sealed record SecretSummary(Guid Id, string Name, string? Description);

/// <param name="Number">From 1.</param>
/// <param name="CreatedAt">Microseconds since 1970.</param>
/// <param name="CreatedBy">The id of the API key that gave the value, where it is known.</param>
public sealed record SecretVersion(long Number, long CreatedAt, Guid? CreatedBy);

/// <summary>What became of the wish for a name.</summary>
public enum NameClaim
{
    Claimed,

    /// <summary>Claimed, and another secret's name differs only in case.</summary>
    ClaimedBesideCaseDuplicate,

    /// <summary>Claimed, and another secret's name looks the same but has other characters.</summary>
    ClaimedBesideLookalike,

    Taken,

    /// <summary>The secret that was to have it is no longer as it was read.</summary>
    Changed,
}
