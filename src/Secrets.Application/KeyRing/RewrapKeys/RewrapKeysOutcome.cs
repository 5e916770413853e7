namespace Secrets.Application.KeyRing.RewrapKeys;

/// <param name="ActiveId">The root key that wraps them now.</param>
/// <param name="OwnerKeys">The number of owner keys that were rewrapped.</param>
/// <param name="SystemKeys">The number of keys of the whole installation that were rewrapped.</param>
/// <param name="Failed">The keys that cannot be unwrapped and stay as they are.</param>
public sealed record RewrapKeysOutcome(string ActiveId, long OwnerKeys, long SystemKeys, IReadOnlyList<string> Failed);
