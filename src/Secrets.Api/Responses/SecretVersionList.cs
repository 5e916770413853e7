namespace Secrets.Api.Responses;

/// <summary>The response to GET /api/secrets/{secret_id}/versions.</summary>
public sealed record SecretVersionList(IReadOnlyList<SecretVersionResponse> Versions);
