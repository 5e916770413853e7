namespace Secrets.Domain.ApiKeys;

/// <summary>A reason to revoke an API key, or to replace it by one that ends.</summary>
public enum StaleReason
{
    /// <summary>The key was not used for <see cref="StaleKeys.UnusedFor"/>, and is older than that.</summary>
    Unused,

    /// <summary>The key does not end.</summary>
    Endless,
}
