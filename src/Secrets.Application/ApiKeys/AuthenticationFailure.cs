namespace Secrets.Application.ApiKeys;

/// <summary>The reason why a request has no valid API key. Clients do not get to know it.</summary>
public enum AuthenticationFailure
{
    /// <summary>The request has no key.</summary>
    Missing,

    /// <summary>The request has several keys, or a text that cannot be a key.</summary>
    Malformed,

    /// <summary>The key does not exist.</summary>
    Unknown,

    Expired,

    Revoked,

    /// <summary>The key's row was edited in the database.</summary>
    Tampered,

    /// <summary>The client IP is in none of the key's networks.</summary>
    OutsideNetworks,
}
