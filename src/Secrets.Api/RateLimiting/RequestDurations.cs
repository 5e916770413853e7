namespace Secrets.Api.RateLimiting;

/// <param name="MaxBody">How long a body may take to arrive in full.</param>
/// <param name="MaxExpensive">How long an expensive request, such as an export, may take in full.</param>
internal sealed record RequestDurations(TimeSpan MaxBody, TimeSpan MaxExpensive);
