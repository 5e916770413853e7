namespace Secrets.Domain.KeyRing;

/// <summary>The decision whether a root key may become the active one.</summary>
/// <param name="Id">Null if the key ring has no such key.</param>
/// <param name="PreviousId">The active key before the promotion.</param>
/// <param name="Lacking">The running replicas that have not loaded the key.</param>
public sealed record RootKeyPromotion(string? Id, string PreviousId, IReadOnlyList<RunningReplica> Lacking)
{
    public bool IsInRing => Id is not null;

    public bool IsAllowed => IsInRing && Lacking.Count == 0;

    /// <summary>True if the key is already the active one.</summary>
    public bool IsActive => Id == PreviousId;
}
