using Secrets.Domain.KeyRing;

namespace Secrets.Application.KeyRing;

/// <summary>The root keys and the running replicas that use them.</summary>
/// <param name="Keys">The keys of the ring, and those that the ring lacks although the database refers to them.</param>
public sealed record KeyRingStatus(IReadOnlyList<RootKeyStatus> Keys, IReadOnlyList<RunningReplica> Replicas);
