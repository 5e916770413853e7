namespace Secrets.Domain.ApiKeys;

/// <summary>The rights of an API key. Keys that it creates or rotates have at most the same.</summary>
/// <param name="EndsAt">Microseconds since 1970; null for no end.</param>
public readonly record struct ApiKeyRights(IReadOnlyList<string> Scopes, long? EndsAt)
{
    /// <summary>True if a key may be given these scopes.</summary>
    public bool CanGrant(IEnumerable<string> scopes)
    {
        var own = Scopes;
        return scopes.All(scope => own.Contains(scope, StringComparer.Ordinal));
    }

    /// <summary>True if a key may be given this end.</summary>
    /// <param name="endsAt">Null for no end.</param>
    public bool CanGrantUntil(long? endsAt) => EndsAt is null || endsAt <= EndsAt;
}
