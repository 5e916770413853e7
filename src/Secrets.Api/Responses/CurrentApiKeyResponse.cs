using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.ApiKeys.GetCurrentApiKey;
using Secrets.Domain;

namespace Secrets.Api.Responses;

/// <summary>The API key of the request.</summary>
/// <param name="CreatedAt">Null for SESSION_API_KEY.</param>
/// <param name="ExpiresAt">The end of the key or of an ancestor, whichever is first.</param>
/// <param name="OrgId">Always null. OpenHands' clients expect it.</param>
public sealed record CurrentApiKeyResponse(
    Guid Id,
    string Name,
    string Owner,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string>? Secrets,
    IReadOnlyList<string>? ClientNetworks,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? ExpiresAt,
    Guid? ParentId,
    int? MaxUses,
    int? Uses,
    string? OrgId
)
{
    public static CurrentApiKeyResponse Of(Caller caller, CurrentApiKey current)
    {
        var key = current.Key;
        return new CurrentApiKeyResponse(
            caller.KeyId,
            key?.Name ?? SessionApiKey.Name,
            current.Owner,
            caller.Scopes,
            caller.Restrictions.Secrets?.Items,
            ApiKeyResponse.TextsOf(caller.Restrictions.ClientNetworks),
            key is null ? null : Clock.Time(key.CreatedAt),
            caller.EndsAt is { } end ? Clock.Time(end) : null,
            key?.ParentId,
            caller.MaxUses,
            caller.MaxUses is null ? null : key?.Uses,
            OrgId: null
        );
    }
}
