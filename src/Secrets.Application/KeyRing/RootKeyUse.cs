namespace Secrets.Application.KeyRing;

/// <summary>A root key that the database knows, and the number of keys that it wraps there.</summary>
/// <param name="SystemKeys">The wrapped keys of the whole installation.</param>
public sealed record RootKeyUse(string Id, long OwnerKeys, long SystemKeys);
