using Secrets.Application.Audit;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Application.ApiKeys;

/// <summary>The key that a new installation is entered with.</summary>
public sealed class FirstApiKey(IApiKeyRepository repository, IApiKeyHasher hasher, AuditTrail audit, TimeProvider time)
{
    /// <summary>Makes a key of the owner <c>default</c> with every scope, unless any API key exists.</summary>
    /// <returns>The token, which is nowhere else, or null.</returns>
    public async Task<string?> CreateAsync()
    {
        var token = ApiKeyToken.Generate();
        var key = StoredApiKey.Create(Owner.Default.Id, "first key", Scopes.All, hasher.HashOf(token), time.GetUtcNow(), expiresAt: null);
        return await repository.CreateFirstAsync(
            hasher.Sign(key),
            audit.EventOf(Caller.Operator, AuditActions.CreateApiKey, subjectKeyId: key.Id)
        )
            ? token
            : null;
    }
}
