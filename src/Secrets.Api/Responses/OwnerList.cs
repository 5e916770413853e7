namespace Secrets.Api.Responses;

/// <summary>What <c>owners list --json</c> writes.</summary>
public sealed record OwnerList(IReadOnlyList<OwnerResponse> Owners);
