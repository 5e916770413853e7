namespace Secrets.Api.Responses;

/// <summary>The answer to GET /api/secrets/{secret_id}/versions.</summary>
public sealed record SecretVersionList(IReadOnlyList<SecretVersionResponse> Versions);
