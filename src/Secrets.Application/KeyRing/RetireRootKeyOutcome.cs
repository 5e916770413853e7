namespace Secrets.Application.KeyRing;

/// <param name="IsInRing">False where the ring has no such key, and nothing was done.</param>
/// <param name="IsActive">Whether it is the active key; if so, nothing was done.</param>
/// <param name="References">How many keys in the database are wrapped under it; where there are any, nothing was done.</param>
/// <param name="Wrapping">The running services that still wrap under it; where there are any, nothing was done.</param>
public sealed record RetireRootKeyOutcome(bool IsInRing, bool IsActive, long References, IReadOnlyList<RunningReplica> Wrapping);
