namespace Secrets.Domain.ApiKeys;

/// <summary>A bearer of a token: which owner it acts for, and what it may do.</summary>
public sealed record ApiKey(Guid Id, Guid OwnerId, IReadOnlyList<string> Scopes);
