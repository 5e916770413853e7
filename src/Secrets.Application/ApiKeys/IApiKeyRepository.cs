using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;

namespace Secrets.Application.ApiKeys;

/// <summary>Persists API keys. The event of a change is stored with it, or neither is.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IApiKeyRepository
{
    /// <summary>Returns the key with this token hash, unless its owner was shredded.</summary>
    Task<FoundApiKey?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken);

    Task<ApiKey?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken);

    /// <summary>Returns the parent of a child key, the parent of that, and so on, as far as they have rows.</summary>
    Task<IReadOnlyList<ApiKey>> FindAncestorsAsync(Guid ownerId, Guid parentId, CancellationToken cancellationToken);

    /// <summary>Returns the owners that have changed keys or were shredded. New keys and uses do not count.</summary>
    /// <param name="since">The count of an earlier call; null for none.</param>
    Task<ApiKeyChanges> FindChangesAsync(long? since, CancellationToken cancellationToken);

    /// <summary>Returns all keys of the owner, in creation order.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(Guid ownerId, CancellationToken cancellationToken);

    Task CreateAsync(ApiKey key, AuditEvent created);

    /// <summary>Stores a child key, unless its parent has <paramref name="maxChildren"/> that have not ended. This is exact.</summary>
    Task<bool> CreateChildAsync(ApiKey child, int maxChildren, AuditEvent created);

    /// <summary>Deletes child keys of all owners that have expired, and returns their number.</summary>
    /// <param name="expiredUntil">Microseconds since 1970.</param>
    Task<int> PurgeChildrenAsync(long expiredUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the key if its owner has never had one; revoked keys count. Of several replicas that try at once one succeeds.
    /// </summary>
    Task<bool> CreateFirstAsync(ApiKey key, AuditEvent created);

    /// <summary>
    /// Writes retirement, revocation and MAC of <paramref name="changed"/>, if the row still has the MAC of <paramref name="current"/>.
    /// </summary>
    Task<bool> ChangeAsync(ApiKey current, ApiKey changed, AuditEvent revoked);

    /// <summary>Changes a key like <see cref="ChangeAsync"/> and creates its successor, or does neither.</summary>
    Task<bool> RotateAsync(ApiKey current, ApiKey retired, ApiKey successor, AuditEvent rotated);

    /// <summary>Notes the last uses of keys, unless a later one is noted already.</summary>
    Task NoteUsesAsync(IReadOnlyCollection<ApiKeyUse> uses);
}
