namespace Secrets.Application.Encryption;

/// <summary>
/// The owner key that encrypted a value was destroyed before the value was written. Nothing was written, and the cache uses the newest
/// key from now on.
/// </summary>
public sealed class OwnerKeyDestroyedException() : Exception("The owner key was destroyed while it was used.");
