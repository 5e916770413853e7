using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Application.ApiKeys;

/// <summary>The key that a new installation is entered with.</summary>
public sealed class FirstApiKey(IApiKeyStore store, IApiKeyHasher hasher, TimeProvider time)
{
    /// <summary>Makes a key of the owner <c>default</c> with every scope, unless any API key exists.</summary>
    /// <returns>The token, which is nowhere else, or null.</returns>
    public async Task<string?> CreateAsync()
    {
        var token = ApiKeyToken.Generate();
        var now = time.GetUtcNow();
        var key = new StoredApiKey
        {
            OwnerId = Owner.Default.Id,
            Id = Guid.CreateVersion7(now),
            Name = "first key",
            Scopes = string.Join(' ', Scopes.All),
            Lookup = hasher.LookupOf(token),
            CreatedAt = Clock.Microseconds(now),
        };
        return await store.CreateFirstAsync(key with { Mac = hasher.MacOf(key) }) ? token : null;
    }
}
