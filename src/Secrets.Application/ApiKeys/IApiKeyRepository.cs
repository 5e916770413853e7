using Secrets.Application.Audit;

namespace Secrets.Application.ApiKeys;

/// <summary>Where API keys are kept.</summary>
/// <remarks>The event of a change is stored with it, or neither is. All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IApiKeyRepository
{
    /// <summary>Those of a shredded owner are not found.</summary>
    Task<StoredApiKey?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken);

    Task<StoredApiKey?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken);

    /// <summary>The owners of whose keys one was changed, or who were shredded. New keys and uses are not counted.</summary>
    /// <param name="since">The count of changes that is known already; null for none.</param>
    Task<ApiKeyChanges> FindChangesAsync(long? since, CancellationToken cancellationToken);

    /// <summary>All keys of the owner, in creation order.</summary>
    Task<IReadOnlyList<StoredApiKey>> ListAsync(Guid ownerId, CancellationToken cancellationToken);

    Task CreateAsync(StoredApiKey key, AuditEvent created);

    /// <summary>Stores the key where no API key exists yet. Of several replicas that try at once one succeeds.</summary>
    Task<bool> CreateFirstAsync(StoredApiKey key, AuditEvent created);

    /// <summary>Writes retirement, revocation and MAC of <paramref name="changed"/>, provided that the row still has the MAC of <paramref name="current"/>.</summary>
    Task<bool> ChangeAsync(StoredApiKey current, StoredApiKey changed, AuditEvent revoked);

    /// <summary>As <see cref="ChangeAsync"/>, and stores <paramref name="successor"/> with it, or neither.</summary>
    Task<bool> ReplaceAsync(StoredApiKey current, StoredApiKey changed, StoredApiKey successor, AuditEvent rotated);

    /// <summary>Notes when keys were last used. A time earlier than what is noted already is left out.</summary>
    Task NoteUsesAsync(IReadOnlyCollection<ApiKeyUse> uses);
}

/// <param name="Count">Changes so far; null if the count was lost.</param>
/// <param name="Owners">Those whose keys have changed; null if any may have.</param>
public sealed record ApiKeyChanges(long? Count, IReadOnlyList<Guid>? Owners);

/// <param name="LastUsedAt">Microseconds since 1970.</param>
public sealed record ApiKeyUse(Guid OwnerId, Guid Id, long LastUsedAt);
