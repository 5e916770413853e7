namespace Secrets.Application.Owners;

/// <summary>A key version of an owner, without its key.</summary>
public sealed record OwnerKeyVersion
{
    public required long Version { get; init; }

    public required byte[] KeyId { get; init; }

    /// <summary>Microseconds since 1970 by the database's clock.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Microseconds since <see cref="CreatedAt"/> by the same clock.</summary>
    public required long Age { get; init; }
}
