namespace Secrets.Domain.ApiKeys;

/// <summary>The API key that a request was authenticated with.</summary>
/// <param name="EndsAt">Microseconds since 1970; null if the key does not end.</param>
public sealed record AuthenticatedKey(Guid Id, Guid OwnerId, IReadOnlyList<string> Scopes, long? EndsAt = null)
{
    public ApiKeyRestrictions Restrictions { get; init; } = ApiKeyRestrictions.None;

    /// <inheritdoc cref="ApiKey.Depth"/>
    public int Depth { get; init; }

    /// <inheritdoc cref="ApiKey.MaxUses"/>
    public int? MaxUses { get; init; }
}
