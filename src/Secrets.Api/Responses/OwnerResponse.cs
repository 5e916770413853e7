namespace Secrets.Api.Responses;

/// <summary>An owner, as <c>owners list --json</c> writes it.</summary>
public sealed record OwnerResponse(string Name, DateTimeOffset CreatedAt, long ApiKeys, DateTimeOffset? ShreddedAt);
