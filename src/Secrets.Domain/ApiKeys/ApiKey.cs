namespace Secrets.Domain.ApiKeys;

/// <summary>A bearer of a token: which owner it acts for, what it may do, and until when.</summary>
/// <param name="EndsAt">Microseconds since 1970; null for no end.</param>
public sealed record ApiKey(Guid Id, Guid OwnerId, IReadOnlyList<string> Scopes, long? EndsAt = null);
