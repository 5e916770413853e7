namespace Secrets.Api.Contracts;

/// <summary>An owner, as <c>owners list --json</c> writes it.</summary>
public sealed record OwnerResponse(string Name, DateTimeOffset CreatedAt, long ApiKeys, DateTimeOffset? ShreddedAt);

/// <summary>What <c>owners list --json</c> writes.</summary>
public sealed record OwnerList(IReadOnlyList<OwnerResponse> Owners);
