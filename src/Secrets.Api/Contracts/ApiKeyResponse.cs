using System.Text.Json.Serialization;
using Secrets.Application.ApiKeys;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Contracts;

/// <summary>An API key. The token is there only in the answer that mints it.</summary>
public sealed record ApiKeyResponse(
    Guid Id,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token = null
)
{
    public static ApiKeyResponse Of(ApiKey key) =>
        new(
            key.Id,
            key.Name,
            key.Scopes,
            Clock.Time(key.CreatedAt),
            Time(key.EndsAt),
            Time(key.RevokedAt),
            Time(key.LastUsedAt)
        );

    public static ApiKeyResponse Of(CreatedApiKey created) => Of(created.Key) with { Token = created.Token };

    public override string ToString() => $"API key {Id}";

    private static DateTimeOffset? Time(long? microseconds) => microseconds is { } known ? Clock.Time(known) : null;
}

/// <summary>The answer to GET /api/keys.</summary>
public sealed record ApiKeyList(IReadOnlyList<ApiKeyResponse> Keys);
