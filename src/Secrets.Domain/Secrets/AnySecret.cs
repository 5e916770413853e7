namespace Secrets.Domain.Secrets;

/// <summary>The fields that current and deleted secrets share. Times are microseconds since 1970.</summary>
public abstract record AnySecret
{
    public required Guid OwnerId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public SecretMetadata Metadata { get; init; } = SecretMetadata.None;

    /// <summary>The number of values that it has had, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>The number of changes, from 1. A change is stored only if no other request has made the same revision.</summary>
    public required long Revision { get; init; }

    public required long CreatedAt { get; init; }

    /// <summary>Likely mistakes in the current value, which cannot be read again to find them.</summary>
    public IReadOnlyList<SecretWarning> ValueWarnings { get; init; } = [];

    // The columns of the row, one by one.
    public string? Description
    {
        get => Metadata.Description;
        init => Metadata = Metadata with { Description = value };
    }

    public string? LabelText
    {
        get => Metadata.Labels.Text;
        init => Metadata = value is null ? Metadata : Metadata with { Labels = SecretLabels.Parse(value) };
    }

    public long? ExpiresAt
    {
        get => Metadata.ExpiresAt;
        init => Metadata = value is null ? Metadata : Metadata with { ExpiresAt = value };
    }

    public long? RotateEveryDays
    {
        get => Metadata.RotateEveryDays;
        init => Metadata = value is null ? Metadata : Metadata with { RotateEveryDays = value };
    }

    public long Canary
    {
        get => Metadata.IsCanary ? 1 : 0;
        init => Metadata = value == 0 ? Metadata : Metadata with { IsCanary = true };
    }

    public long ValueWarningBits
    {
        get => SecretWarnings.ToBits(ValueWarnings);
        init => ValueWarnings = SecretWarnings.OfBits(value);
    }
}
