namespace Secrets.Application.KeyRing;

/// <param name="IsInRing">False where the ring has no such key, and nothing was done.</param>
/// <param name="Previous">The key that was active before; the promoted one itself where nothing had to be done.</param>
/// <param name="Lacking">The running services that have not loaded the key; where there are any, nothing was done.</param>
public sealed record PromoteRootKeyOutcome(bool IsInRing, string Previous, IReadOnlyList<RunningReplica> Lacking);
