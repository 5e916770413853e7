namespace Secrets.Application.ApiKeys;

/// <summary>The caller's API key has fewer uses left than the values that it asked for. Nothing was revealed.</summary>
public sealed class ApiKeyUsedUpException() : Exception("The key has no uses left for this.");
