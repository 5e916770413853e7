namespace Secrets.Api.RateLimiting;

/// <summary>The limits of failed authentications.</summary>
/// <param name="Burst">Failures of a client IP before it is limited. A tenth of them is allowed again each second.</param>
/// <param name="MaxPaused">Requests that may be paused at once. The connections of further ones are aborted.</param>
internal sealed record FailedAuthenticationLimits(int Burst, int MaxPaused);
