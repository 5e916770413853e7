using System.Text.Json.Serialization;
using Secrets.Application.ApiKeys;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Responses;

/// <summary>An API key. Only the response that creates the key has the token.</summary>
/// <param name="ParentId">The key that this child ends with; null if the key is not a child.</param>
/// <param name="MaxUses">The number of values that can be revealed with the key; null for any number.</param>
/// <param name="Uses">The number of values that were revealed; null if it is not counted.</param>
public sealed record ApiKeyResponse(
    Guid Id,
    string Name,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string>? Secrets,
    IReadOnlyList<string>? ClientNetworks,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    Guid? ParentId,
    int? MaxUses,
    int? Uses,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token = null
)
{
    public static ApiKeyResponse Of(ApiKey key) =>
        new(
            key.Id,
            key.Name,
            key.Scopes,
            key.Restrictions.Secrets?.Items,
            TextsOf(key.Restrictions.ClientNetworks),
            Clock.Time(key.CreatedAt),
            Time(key.EndsAt),
            Time(key.RevokedAt),
            Time(key.LastUsedAt),
            key.ParentId,
            key.MaxUses,
            key.MaxUses is null ? null : key.Uses
        );

    public static ApiKeyResponse Of(CreatedApiKey created) => Of(created.Key) with { Token = created.Token };

    public override string ToString() => $"API key {Id}";

    internal static IReadOnlyList<string>? TextsOf(ClientNetworks? networks) => networks?.Networks.Select(network => $"{network}").ToList();

    private static DateTimeOffset? Time(long? microseconds) => microseconds is { } known ? Clock.Time(known) : null;
}
