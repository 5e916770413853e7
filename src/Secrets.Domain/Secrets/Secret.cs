namespace Secrets.Domain.Secrets;

/// <summary>A secret without its value, which only the envelope contains. Times are microseconds since 1970.</summary>
public record Secret
{
    public required Guid OwnerId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public SecretMetadata Metadata { get; init; } = SecretMetadata.None;

    public string? Description
    {
        get => Metadata.Description;
        init => Metadata = Metadata with { Description = value };
    }

    /// <summary>The number of values that it has had, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>The number of changes, from 1. A change is stored only if no other request has made the same revision.</summary>
    public required long Revision { get; init; }

    /// <summary>A random id, new with every change. Entity tags of metadata contain it.</summary>
    public required Guid State { get; init; }

    /// <summary>A random id, new with every envelope of the value. Entity tags of values contain it.</summary>
    public Guid ValueState { get; init; }

    public required long CreatedAt { get; init; }

    public required long UpdatedAt { get; init; }

    public required long ValueCreatedAt { get; init; }

    /// <summary>The API key that set the current value; null if it is not known.</summary>
    public Guid? ValueCreatedBy { get; init; }

    /// <summary>The form that the name shares with names that look alike.</summary>
    public string FoldedName => Domain.Secrets.FoldedName.Of(Name);

    /// <summary>The place that the current value is encrypted for.</summary>
    public SecretAddress Address => new(OwnerId, Id, Version, Name);

    /// <summary>Returns a new secret with its first value.</summary>
    /// <param name="createdBy">The API key that creates it.</param>
    public static Secret Create(Guid ownerId, Guid id, string name, SecretMetadata metadata, Guid createdBy, long now) =>
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
        };

    /// <summary>
    /// Returns the secret with a name and metadata. If the name changes, all values must be encrypted again for their new addresses.
    /// </summary>
    public Secret Update(string name, SecretMetadata metadata, long now) => Change(metadata, now) with { Name = name };

    /// <summary>Returns the secret with a new value and a description. The current value becomes an old version.</summary>
    /// <param name="setBy">The API key that sets the value.</param>
    public Secret SetValue(SecretMetadata metadata, Guid setBy, long now) =>
        Change(metadata, now) with
        {
            Version = Version + 1,
            ValueCreatedAt = now,
            ValueCreatedBy = setBy,
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
