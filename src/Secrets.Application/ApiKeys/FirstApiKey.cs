using Secrets.Application.Audit;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;

namespace Secrets.Application.ApiKeys;

/// <summary>The API key that gives access to a new installation.</summary>
public sealed class FirstApiKey(IApiKeyRepository repository, IApiKeyHasher hasher, AuditTrail audit, TimeProvider time)
{
    /// <summary>Creates a key of the owner <c>default</c> with every scope, unless this owner has ever had a key.</summary>
    /// <returns>The token, which is kept nowhere, or null.</returns>
    public async Task<string?> CreateAsync()
    {
        var token = ApiKeyToken.Generate();
        var key = ApiKey.Create(Owner.Default.Id, "first key", Scopes.All, hasher.HashOf(token), time.Microseconds());
        var created = audit.EventOf(Caller.Operator, AuditActions.CreateApiKey, subjectKeyId: key.Id);
        return await repository.CreateFirstAsync(hasher.Sign(key), created) ? token : null;
    }
}
