namespace Secrets.Application.KeyRing;

/// <param name="Keys">Those of the ring, and those that it lacks although the database refers to them.</param>
/// <param name="Replicas">The services that run on this database.</param>
public sealed record KeyRingStatus(IReadOnlyList<RootKeyStatus> Keys, IReadOnlyList<RunningReplica> Replicas);

/// <param name="OwnerKeys">How many keys of owners are wrapped under it.</param>
/// <param name="SystemKeys">How many keys of the whole installation are.</param>
public sealed record RootKeyStatus(string Id, bool IsActive, bool IsInRing, long OwnerKeys, long SystemKeys);

/// <param name="Name">Host and process.</param>
/// <param name="SeenAt">Microseconds since 1970 by the database's clock.</param>
/// <param name="RootKeys">The ring keys that it has loaded, the active one first.</param>
public sealed record RunningReplica(Guid Id, string Name, long SeenAt, IReadOnlyList<string> RootKeys);
