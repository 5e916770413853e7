namespace Secrets.Application.Secrets;

/// <param name="MaxValueBytes">The longest value, in bytes of UTF-8.</param>
public sealed record SecretLimits(int MaxValueBytes)
{
    public const int DefaultMaxValueBytes = 64 * 1024;
    public const int LargestMaxValueBytes = 1024 * 1024;
}
