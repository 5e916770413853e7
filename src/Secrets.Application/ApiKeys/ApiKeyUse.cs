namespace Secrets.Application.ApiKeys;

/// <summary>The last use of an API key.</summary>
/// <param name="LastUsedAt">Microseconds since 1970.</param>
public sealed record ApiKeyUse(Guid OwnerId, Guid Id, long LastUsedAt);
