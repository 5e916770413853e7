using Secrets.Domain;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Responses;

/// <summary>An API key that should be revoked, or replaced by one that ends.</summary>
/// <param name="Stale">Why: <c>unused</c>, <c>endless</c> or both.</param>
public sealed record StaleApiKey(
    Guid Id,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    IReadOnlyList<string> Stale
)
{
    /// <summary>Returns null if the key is not stale, or no longer active.</summary>
    public static StaleApiKey? Of(ApiKeyResponse key, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.RevokedAt is not null || key.ExpiresAt <= now)
        {
            return null;
        }

        var reasons = StaleKeys.ReasonsOf(
            Clock.Microseconds(key.CreatedAt),
            Microseconds(key.LastUsedAt),
            Microseconds(key.ExpiresAt),
            Clock.Microseconds(now)
        );
        return reasons.Count == 0
            ? null
            : new StaleApiKey(
                key.Id,
                key.Name,
                key.Scopes,
                key.CreatedAt,
                key.ExpiresAt,
                key.LastUsedAt,
                [.. reasons.Select(reason => reason.ToString().ToLowerInvariant())]
            );
    }

    private static long? Microseconds(DateTimeOffset? time) => time is { } known ? Clock.Microseconds(known) : null;
}
