namespace Secrets.Api.Responses;

/// <summary>The response to GET /api/keys.</summary>
public sealed record ApiKeyList(IReadOnlyList<ApiKeyResponse> Keys);
