namespace Secrets.Api.Responses;

/// <summary>The output of <c>owners list --json</c>.</summary>
public sealed record OwnerList(IReadOnlyList<OwnerResponse> Owners);
