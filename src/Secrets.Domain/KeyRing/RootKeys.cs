namespace Secrets.Domain.KeyRing;

/// <summary>The ids of the root keys in a key ring. The active key wraps; the others only unwrap.</summary>
public sealed record RootKeys(string ActiveId, IReadOnlyCollection<string> Ids)
{
    /// <summary>Returns the id in the spelling of the key ring, or null if the ring has no such key.</summary>
    public string? Find(string id) => Ids.FirstOrDefault(known => known.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Decides whether a key may become the active one: every running replica must have loaded it.</summary>
    public RootKeyPromotion Promote(string id, IEnumerable<RunningReplica> replicas) =>
        Find(id) is { } key
            ? new RootKeyPromotion(key, ActiveId, [.. replicas.Where(replica => !replica.HasLoaded(key))])
            : new RootKeyPromotion(Id: null, ActiveId, []);

    /// <summary>
    /// Decides whether a key may leave the ring. It must not be active in the ring or in a running replica, and must not wrap a key in the
    /// database.
    /// </summary>
    public RootKeyRetirement Retire(string id, long wrappedKeys, IEnumerable<RunningReplica> replicas) =>
        Find(id) is { } key
            ? new RootKeyRetirement(key, key == ActiveId, wrappedKeys, [.. replicas.Where(replica => replica.WrapsUnder(key))])
            : new RootKeyRetirement(Id: null, IsActive: false, WrappedKeys: 0, []);
}
