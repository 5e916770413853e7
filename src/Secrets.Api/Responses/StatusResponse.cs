namespace Secrets.Api.Responses;

/// <summary>How the service is: ok, ready or unavailable.</summary>
public sealed record StatusResponse(string Status);
