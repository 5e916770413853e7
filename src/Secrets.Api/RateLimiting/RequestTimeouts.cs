namespace Secrets.Api.RateLimiting;

/// <summary>The time limits of requests.</summary>
/// <param name="Body">For a body to arrive in full.</param>
/// <param name="Expensive">For an expensive request, such as an export, to end.</param>
internal sealed record RequestTimeouts(TimeSpan Body, TimeSpan Expensive);
