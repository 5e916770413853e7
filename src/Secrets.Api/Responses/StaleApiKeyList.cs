namespace Secrets.Api.Responses;

/// <summary>The API keys that <c>keys list --stale</c> prints.</summary>
public sealed record StaleApiKeyList(IReadOnlyList<StaleApiKey> Keys);
