namespace Secrets.Api.Responses;

/// <summary>The status of the service: ok, ready or unavailable.</summary>
public sealed record StatusResponse(string Status);
