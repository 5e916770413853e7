namespace Secrets.Application.ApiKeys;

/// <summary>Why a request has no valid API key. Clients are not told.</summary>
public enum AuthenticationFailure
{
    /// <summary>It has no key.</summary>
    Missing,

    /// <summary>It has several, or what it has cannot be one.</summary>
    Malformed,

    /// <summary>There is no such key.</summary>
    Unknown,

    Expired,

    Revoked,

    /// <summary>The key's row was edited in the database.</summary>
    Tampered,
}
