using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Application;

/// <summary>The origin of a message: an owner, and an API key with its scopes.</summary>
public sealed record Caller(Guid OwnerId, Guid KeyId, IReadOnlyList<string> Scopes)
{
    /// <summary>The operator, who uses the command line.</summary>
    public static Caller Operator { get; } = new(Owner.Default.Id, Guid.Empty, Domain.ApiKeys.Scopes.All);

    /// <summary>The id of the HTTP request.</summary>
    public string RequestId { get; init; } = "";

    /// <inheritdoc cref="ApiKey.Restrictions"/>
    public ApiKeyRestrictions Restrictions { get; init; } = ApiKeyRestrictions.None;

    /// <summary>The end of the API key, in microseconds since 1970; null if it does not end.</summary>
    public long? EndsAt { get; init; }

    /// <inheritdoc cref="ApiKey.Depth"/>
    public int Depth { get; init; }

    /// <inheritdoc cref="ApiKey.MaxUses"/>
    public int? MaxUses { get; init; }

    /// <summary>The client IP of the request.</summary>
    public string ClientIp { get; init; } = "";

    /// <summary>The rights that the API key can pass on.</summary>
    public ApiKeyRights Rights => new(Scopes, Restrictions, EndsAt) { AreCounted = MaxUses is not null };

    /// <summary>Returns true if the caller may see and change this key: one that reaches no more than its own.</summary>
    public bool Reaches(ApiKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Restrictions.Include(key.Restrictions);
    }

    public SecretReach Reach => new(OwnerId, Restrictions.Secrets);

    /// <summary>Throws unless the caller may give a secret this name.</summary>
    /// <exception cref="ForbiddenException">The API key does not reach the name.</exception>
    public void RequireReach(string name)
    {
        if (!Reach.Includes(name))
        {
            throw new ForbiddenException();
        }
    }

    public bool Has(IEnumerable<string> scopes) => scopes.All(scope => Scopes.Contains(scope, StringComparer.Ordinal));
}
