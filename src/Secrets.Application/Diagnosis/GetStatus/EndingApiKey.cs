namespace Secrets.Application.Diagnosis.GetStatus;

/// <summary>An API key that ends soon.</summary>
public sealed record EndingApiKey(string Owner, Guid Id, string Name, DateTimeOffset EndsAt)
{
    /// <summary>The time in which it ends.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(14);

    public const int MaxListed = 20;
}
