namespace Secrets.Infrastructure.KeyRing;

/// <summary>A file is not a key ring that this program can use. The message continues a sentence that begins with the file.</summary>
internal sealed class InvalidKeyRingException(string message) : Exception(message);
