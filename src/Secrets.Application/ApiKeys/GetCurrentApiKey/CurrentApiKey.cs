using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys.GetCurrentApiKey;

/// <param name="Key">Null for <c>SESSION_API_KEY</c>, which is not stored.</param>
/// <param name="Owner">The name of the owner.</param>
public sealed record CurrentApiKey(ApiKey? Key, string Owner);
