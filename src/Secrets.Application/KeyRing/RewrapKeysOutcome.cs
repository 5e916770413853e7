namespace Secrets.Application.KeyRing;

/// <param name="ActiveId">The key that wraps them now.</param>
/// <param name="OwnerKeys">How many keys of owners were wrapped anew.</param>
/// <param name="SystemKeys">How many keys of the whole installation were.</param>
/// <param name="Undecryptable">The keys that do not unwrap and stay as they are, by owner and generation, or name.</param>
public sealed record RewrapKeysOutcome(string ActiveId, long OwnerKeys, long SystemKeys, IReadOnlyList<string> Undecryptable);
