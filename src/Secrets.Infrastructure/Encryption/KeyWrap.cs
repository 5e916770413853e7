using System.Security.Cryptography;
using Secrets.Application.Encryption;

namespace Secrets.Infrastructure.Encryption;

/// <summary>Wraps the keys that the database holds under keys of the ring, bound to what they are for.</summary>
internal static class KeyWrap
{
    private static readonly EnvelopeCipher Cipher = new("wrap");

    /// <summary>Where the key of an owner belongs.</summary>
    public static EnvelopeContext OwnerKey(Guid installationId, Guid ownerId, long generation, KeyId keyId) =>
        new(installationId, ownerId, Guid.Empty, generation, keyId.ToString(), Field: "owner-key");

    /// <summary>Where a key of the whole installation belongs.</summary>
    public static EnvelopeContext SystemKey(Guid installationId, string name, KeyId keyId) =>
        new(installationId, Guid.Empty, Guid.Empty, Version: 1, keyId.ToString(), Field: $"system-key:{name}");

    public static byte[] Wrap(KeyRing ring, SymmetricKey key, in EnvelopeContext context) => Cipher.Seal(ring.Active, context, key.Bytes);

    /// <exception cref="DecryptionFailedException">The ring lacks the key that wrapped this one, or it was wrapped for another place.</exception>
    public static SymmetricKey Unwrap(KeyRing ring, KeyId keyId, byte[] wrapped, in EnvelopeContext context)
    {
        if (!Envelope.IsKnown(wrapped) || !ring.Keys.TryGetValue(Envelope.KeyIdOf(wrapped), out var ringKey))
        {
            throw new DecryptionFailedException();
        }

        var bytes = Cipher.Open(ringKey, context, wrapped);
        try
        {
            return bytes.Length == SymmetricKey.Length ? new SymmetricKey(keyId, bytes) : throw new DecryptionFailedException();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
