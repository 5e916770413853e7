namespace Secrets.Api.Responses;

/// <summary>The answer to GET /api/keys.</summary>
public sealed record ApiKeyList(IReadOnlyList<ApiKeyResponse> Keys);
