namespace Secrets.Domain.Secrets;

/// <summary>A secret without its value, which only the envelope contains. Times are microseconds since 1970.</summary>
public record Secret : AnySecret
{
    /// <summary>A random id, new with every change. Entity tags of metadata contain it.</summary>
    public required Guid State { get; init; }

    /// <summary>A random id, new with every envelope of the value. Entity tags of values contain it.</summary>
    public Guid ValueState { get; init; }

    public required long UpdatedAt { get; init; }

    public required long ValueCreatedAt { get; init; }

    /// <summary>The API key that set the current value; null if it is not known.</summary>
    public Guid? ValueCreatedBy { get; init; }

    /// <summary>The time at which the value needs a successor, or null.</summary>
    public long? DueAt => Metadata.DueOf(ValueCreatedAt);

    /// <summary>Likely mistakes in the name and the value.</summary>
    public IEnumerable<SecretWarning> Warnings => [.. ValueWarnings, .. SecretWarnings.OfName(Name)];

    /// <summary>The form that the name shares with names that look alike.</summary>
    public string FoldedName => Domain.Secrets.FoldedName.Of(Name);

    /// <summary>The place that the current value is encrypted for.</summary>
    public SecretAddress Address => new(OwnerId, Id, Version, Name);

    /// <summary>Returns a new secret with its first value.</summary>
    /// <param name="createdBy">The API key that creates it.</param>
    /// <param name="warnings">Likely mistakes in the value.</param>
    public static Secret Create(
        Guid ownerId,
        Guid id,
        string name,
        SecretMetadata metadata,
        Guid createdBy,
        long now,
        IReadOnlyList<SecretWarning>? warnings = null
    ) =>
        new()
        {
            OwnerId = ownerId,
            Id = id,
            Name = name,
            Metadata = metadata,
            Version = 1,
            Revision = 1,
            State = Guid.NewGuid(),
            CreatedAt = now,
            UpdatedAt = now,
            ValueCreatedAt = now,
            ValueCreatedBy = createdBy,
            ValueWarnings = warnings ?? [],
        };

    /// <summary>
    /// Returns the secret with a name and metadata. If the name changes, all values must be encrypted again for their new addresses.
    /// </summary>
    public Secret Update(string name, SecretMetadata metadata, long now) => Change(metadata, now) with { Name = name };

    /// <summary>Returns the secret with a new value and metadata. The current value becomes an old version.</summary>
    /// <param name="setBy">The API key that sets the value.</param>
    /// <param name="warnings">Likely mistakes in the value.</param>
    public Secret SetValue(SecretMetadata metadata, Guid setBy, long now, IReadOnlyList<SecretWarning>? warnings = null) =>
        Change(metadata, now) with
        {
            Version = Version + 1,
            ValueCreatedAt = now,
            ValueCreatedBy = setBy,
            ValueWarnings = warnings ?? [],
        };

    /// <summary>
    /// Returns the secret without one of its old versions; null if that is the current version, because a secret always has a value.
    /// </summary>
    public Secret? DestroyVersion(long number, long now) => number == Version ? null : Change(Metadata, now);

    private Secret Change(SecretMetadata metadata, long now) =>
        this with
        {
            Metadata = metadata,
            Revision = Revision + 1,
            State = Guid.NewGuid(),
            UpdatedAt = now,
        };
}
