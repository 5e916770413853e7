namespace Secrets.Application.Secrets;

/// <param name="MaxValueBytes">The maximum length of a value, in bytes of UTF-8.</param>
/// <param name="VersionsKept">The number of versions that a secret keeps, including the current one.</param>
/// <param name="DeletedSecretsKept">The retention of deleted secrets, which can be restored until it ends.</param>
/// <param name="RevealsExpired">False to refuse values of secrets that have expired.</param>
public sealed record SecretLimits(int MaxValueBytes, int VersionsKept, TimeSpan DeletedSecretsKept, bool RevealsExpired = true)
{
    public const int DefaultMaxValueBytes = 64 * 1024;
    public const int LargestMaxValueBytes = 1024 * 1024;
    public const int DefaultVersionsKept = 10;
    public const int DefaultDeletedSecretsKeptDays = 7;

    /// <summary>Returns true if a value may not be revealed, since its secret has expired.</summary>
    /// <param name="expiresAt">Microseconds since 1970; null for a secret without expiry.</param>
    public bool Withholds(long? expiresAt, long now) => !RevealsExpired && expiresAt <= now;
}
