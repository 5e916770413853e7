namespace Secrets.Domain.Secrets;

/// <summary>The fields of a secret that clients set beside its name and value. Times are microseconds since 1970.</summary>
public sealed record SecretMetadata(string? Description)
{
    public const int MaxRotateEveryDays = 3650;

    public static SecretMetadata None { get; } = new(Description: null);

    public SecretLabels Labels { get; init; } = SecretLabels.None;

    /// <summary>The time after which the value is not to be used; null for no such time.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>The age in days at which the value is due; null for no such age.</summary>
    public long? RotateEveryDays { get; init; }

    /// <summary>True for a secret that nobody is to reveal. Only callers that may manage keys learn which ones are.</summary>
    public bool IsCanary { get; init; }

    /// <summary>Returns the time at which a value needs a successor, or null.</summary>
    public long? DueOf(long valueCreatedAt)
    {
        var rotation = RotateEveryDays is { } days ? valueCreatedAt + (days * TimeSpan.MicrosecondsPerDay) : (long?)null;
        return rotation < ExpiresAt ? rotation : ExpiresAt ?? rotation;
    }
}
