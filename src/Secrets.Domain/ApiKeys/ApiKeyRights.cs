namespace Secrets.Domain.ApiKeys;

/// <summary>The rights of an API key. Keys that it creates or rotates have at most these rights.</summary>
/// <param name="EndsAt">Microseconds since 1970; null if the key does not end.</param>
public readonly record struct ApiKeyRights(IReadOnlyList<string> Scopes, ApiKeyRestrictions Restrictions, long? EndsAt)
{
    /// <summary>
    /// True if the key can be used a limited number of times. It grants nothing then: other keys would not count its uses.
    /// </summary>
    public bool AreCounted { get; init; }

    /// <summary>Returns true if this key may give another key these scopes and restrictions.</summary>
    public bool CanGrant(IEnumerable<string> scopes, ApiKeyRestrictions restrictions)
    {
        var own = Scopes;
        return !AreCounted && scopes.All(scope => own.Contains(scope, StringComparer.Ordinal)) && Restrictions.Include(restrictions);
    }

    /// <summary>Returns true if this key may create a key with this end.</summary>
    /// <param name="endsAt">Null for no end.</param>
    public bool CanGrantUntil(long? endsAt) => EndsAt is null || endsAt <= EndsAt;
}
