namespace Secrets.Application.Secrets;

/// <param name="MaxValueBytes">The longest value, in bytes of UTF-8.</param>
/// <param name="VersionsKept">How many values a secret keeps, the current one included.</param>
/// <param name="DeletedSecretsKept">How long a deleted secret can be restored.</param>
public sealed record SecretLimits(int MaxValueBytes, int VersionsKept, TimeSpan DeletedSecretsKept)
{
    public const int DefaultMaxValueBytes = 64 * 1024;
    public const int LargestMaxValueBytes = 1024 * 1024;
    public const int DefaultVersionsKept = 10;
    public const int DefaultDeletedSecretsKeptDays = 7;
}
