using Secrets.Application.ApiKeys;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;

namespace Secrets.Application.Tests.ApiKeys;

/// <summary>API keys in memory, and the events that were stored with them.</summary>
internal sealed class InMemoryApiKeys : IApiKeyRepository
{
    public List<ApiKey> Keys { get; } = [];

    public List<AuditEvent> Events { get; } = [];

    /// <summary>The time by the database's clock.</summary>
    public long Now { get; set; } = 1_000_000;

    public int Reads { get; private set; }

    public ApiKeyChanges Changes { get; set; } = new(Count: 1, Owners: []);

    /// <summary>A change that another process makes to a key after it was read.</summary>
    public Func<ApiKey, ApiKey>? ChangeAfterRead { get; set; }

    public Task<FoundApiKey?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(Keys.Find(key => key.TokenHash.SequenceEqual(tokenHash)) is { } key ? new FoundApiKey(key, Now) : null);
    }

    public Task<ApiKey?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken)
    {
        var index = IndexOf(ownerId, id);
        var found = index < 0 ? null : Keys[index];
        if (found is not null && ChangeAfterRead is { } change)
        {
            Keys[index] = change(found);
            ChangeAfterRead = null;
        }

        return Task.FromResult(found);
    }

    public Task<IReadOnlyList<ApiKey>> FindAncestorsAsync(Guid ownerId, Guid parentId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ApiKey>>([.. AncestorsFrom(parentId)]);

    public Task<ApiKeyChanges> FindChangesAsync(long? since, CancellationToken cancellationToken) => Task.FromResult(Changes);

    public Task<IReadOnlyList<ApiKey>> ListAsync(Guid ownerId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ApiKey>>(Keys.FindAll(key => key.OwnerId == ownerId));

    public Task CreateAsync(ApiKey key, AuditEvent created)
    {
        Keys.Add(key);
        Events.Add(created);
        return Task.CompletedTask;
    }

    public async Task<bool> CreateChildAsync(ApiKey child, int maxChildren, AuditEvent created)
    {
        await CreateAsync(child, created);
        return true;
    }

    public Task<int> PurgeChildrenAsync(long expiredUntil, CancellationToken cancellationToken) =>
        Task.FromResult(Keys.RemoveAll(key => key.ParentId is not null && key.ExpiresAt <= expiredUntil));

    public Task<bool> CreateFirstAsync(ApiKey key, AuditEvent created) => throw new NotSupportedException();

    public Task<bool> ChangeAsync(ApiKey current, ApiKey changed, AuditEvent revoked)
    {
        var index = IndexOf(current.OwnerId, current.Id);
        if (!Keys[index].Mac.SequenceEqual(current.Mac))
        {
            return Task.FromResult(false);
        }

        Keys[index] = changed;
        Events.Add(revoked);
        return Task.FromResult(true);
    }

    public async Task<bool> RotateAsync(ApiKey current, ApiKey retired, ApiKey successor, AuditEvent rotated)
    {
        var isChanged = await ChangeAsync(current, retired, rotated);
        if (isChanged)
        {
            Keys.Add(successor);
        }

        return isChanged;
    }

    public Task NoteUsesAsync(IReadOnlyCollection<ApiKeyUse> uses) => Task.CompletedTask;

    private IEnumerable<ApiKey> AncestorsFrom(Guid parentId)
    {
        for (Guid? id = parentId; id is not null && Keys.Find(key => key.Id == id) is { } found; id = found.ParentId)
        {
            yield return found;
        }
    }

    private int IndexOf(Guid ownerId, Guid id) => Keys.FindIndex(key => key.OwnerId == ownerId && key.Id == id);
}
