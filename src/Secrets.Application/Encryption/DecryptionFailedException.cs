namespace Secrets.Application.Encryption;

/// <summary>
/// The one failure of decryption. Whatever went wrong, it is the same to the outside and holds nothing of the data.
/// </summary>
public sealed class DecryptionFailedException() : Exception("The envelope does not decrypt.");
