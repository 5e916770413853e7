namespace Secrets.Application.KeyRing;

/// <summary>A root key and the number of keys that it wraps.</summary>
/// <param name="SystemKeys">The wrapped keys of the whole installation.</param>
public sealed record RootKeyStatus(string Id, bool IsActive, bool IsInRing, long OwnerKeys, long SystemKeys);
