using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>A secret with how often values of it were sent, and when last. Times are microseconds since 1970.</summary>
public sealed record SecretWithReveals(Secret Secret, long Reveals, long? LastRevealedAt)
{
    /// <summary>Returns true for a secret that existed at a time and has not been revealed since.</summary>
    public bool IsUnusedSince(long time) => Secret.CreatedAt <= time && !(LastRevealedAt > time);
}
