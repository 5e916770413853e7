namespace Secrets.Api.RateLimiting;

/// <param name="Burst">Failures of an address before it is limited; a tenth of them is allowed again each second.</param>
/// <param name="MaxPaused">Requests that may wait for their refusal at once; those beyond are cut off.</param>
internal sealed record FailedAuthenticationLimits(int Burst, int MaxPaused);
