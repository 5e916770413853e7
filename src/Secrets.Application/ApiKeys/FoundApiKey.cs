using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys;

/// <summary>An API key that was looked up by its token hash.</summary>
/// <param name="ReadAt">The time of the look-up by the database's clock, in microseconds since 1970.</param>
public sealed record FoundApiKey(ApiKey Key, long ReadAt);
