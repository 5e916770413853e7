namespace Secrets.Domain.KeyRing;

/// <summary>The decision whether a root key may leave the key ring.</summary>
/// <param name="Id">Null if the key ring has no such key.</param>
/// <param name="WrappedKeys">The number of keys in the database that are wrapped under it.</param>
/// <param name="Wrapping">The running replicas that still wrap under it.</param>
public sealed record RootKeyRetirement(string? Id, bool IsActive, long WrappedKeys, IReadOnlyList<RunningReplica> Wrapping)
{
    public bool IsInRing => Id is not null;

    public bool IsAllowed => IsInRing && !IsActive && WrappedKeys == 0 && Wrapping.Count == 0;
}
