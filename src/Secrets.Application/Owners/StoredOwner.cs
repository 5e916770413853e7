namespace Secrets.Application.Owners;

/// <summary>An owner as the operator sees it. Times are microseconds since 1970.</summary>
/// <param name="ApiKeys">The number of its API keys, revoked and expired ones included.</param>
/// <param name="ShreddedAt">Null unless the owner was shredded.</param>
public sealed record StoredOwner(string Name, long CreatedAt, long ApiKeys, long? ShreddedAt);
