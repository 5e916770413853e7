namespace Secrets.Application.Secrets;

/// <summary>Reveals of one secret.</summary>
/// <param name="Reveals">The number of values that were sent.</param>
/// <param name="LastRevealedAt">Microseconds since 1970.</param>
public sealed record SecretReveals(Guid OwnerId, Guid SecretId, long Reveals, long LastRevealedAt);
