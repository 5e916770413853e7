namespace Secrets.Application.Encryption;

/// <summary>A key version of an owner, or a key of the whole installation, wrapped under a root key.</summary>
public sealed record WrappedKey
{
    /// <summary>The name of a key of the whole installation; null for the key of an owner.</summary>
    public string? SystemName { get; init; }

    public Guid OwnerId { get; init; }

    public long Version { get; init; } = 1;

    public required byte[] KeyId { get; init; }

    /// <summary>The root key that wraps it.</summary>
    public required byte[] RootKeyId { get; init; }

    public required byte[] Wrapped { get; init; }

    public override string ToString() => SystemName is null ? $"owner {OwnerId} version {Version}" : $"system key {SystemName}";
}
