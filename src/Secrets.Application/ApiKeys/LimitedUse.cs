namespace Secrets.Application.ApiKeys;

/// <summary>Uses of a key with a limit.</summary>
/// <param name="Count">The number of values that are about to be revealed.</param>
public sealed record LimitedUse(Guid OwnerId, Guid KeyId, int MaxUses, int Count);
