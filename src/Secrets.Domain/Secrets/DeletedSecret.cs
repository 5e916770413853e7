namespace Secrets.Domain.Secrets;

/// <summary>A deleted secret, which can be restored until its retention ends. Times are microseconds since 1970.</summary>
public sealed record DeletedSecret : AnySecret
{
    public required long DeletedAt { get; init; }

    /// <summary>Returns the secret as it was before it was deleted, with a new revision.</summary>
    /// <param name="value">Its last value.</param>
    public Secret Restore(SecretVersion value, long now)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Secret
        {
            OwnerId = OwnerId,
            Id = Id,
            Name = Name,
            Metadata = Metadata,
            Version = Version,
            Revision = Revision + 1,
            State = Guid.NewGuid(),
            CreatedAt = CreatedAt,
            UpdatedAt = now,
            ValueCreatedAt = value.CreatedAt,
            ValueCreatedBy = value.CreatedBy,
            ValueWarnings = ValueWarnings,
        };
    }
}
