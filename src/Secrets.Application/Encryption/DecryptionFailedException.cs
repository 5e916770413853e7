namespace Secrets.Application.Encryption;

/// <summary>The one failure of decryption. It is the same for every cause, and contains nothing of the data.</summary>
public sealed class DecryptionFailedException() : Exception("The envelope does not decrypt.");
