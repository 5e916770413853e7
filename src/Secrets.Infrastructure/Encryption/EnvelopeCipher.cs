using System.Security.Cryptography;
using System.Text;
using Secrets.Application.Encryption;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// Encrypts and decrypts envelopes for one purpose. From the key, the purpose and the envelope's random salt it derives a single-use
/// encryption key and a commitment to the key (HKDF-Expand, RFC 5869). Then it encrypts with AES-256-GCM (NIST SP 800-38D):
/// <code>
/// k_enc = HKDF-Expand-SHA256(key, "cs1|" purpose "|enc|" salt, 32)
/// k_com = HKDF-Expand-SHA256(key, "cs1|" purpose "|com|" salt, 32), stored as the commitment and compared first
/// AAD   = header | encoded context
/// </code>
/// A key that encrypts once never reaches GCM's limits on random nonces. The commitment lets no other key decrypt the envelope.
/// </summary>
internal sealed class EnvelopeCipher(string purpose)
{
    private const int MaxStackBytes = 512;

    private readonly byte[] _encryptionLabel = Encoding.UTF8.GetBytes($"cs1|{purpose}|enc|");
    private readonly byte[] _commitmentLabel = Encoding.UTF8.GetBytes($"cs1|{purpose}|com|");

    public byte[] Encrypt(SymmetricKey key, in EnvelopeContext context, ReadOnlySpan<byte> plaintext)
    {
        var bytes = Envelope.Allocate(key.Id, plaintext.Length);
        var envelope = bytes.AsSpan();
        RandomNumberGenerator.Fill(envelope[Envelope.Salt]);
        RandomNumberGenerator.Fill(envelope[Envelope.Nonce]);
        Derive(key, _commitmentLabel, envelope[Envelope.Salt], envelope[Envelope.Commitment]);

        Span<byte> encryptionKey = stackalloc byte[SymmetricKey.Length];
        try
        {
            Derive(key, _encryptionLabel, envelope[Envelope.Salt], encryptionKey);
            using var gcm = new AesGcm(encryptionKey, Envelope.TagLength);
            var length = Envelope.HeaderLength + context.EncodedLength;
            var associatedData = length <= MaxStackBytes ? stackalloc byte[length] : new byte[length];
            Authenticate(envelope, context, associatedData);
            gcm.Encrypt(envelope[Envelope.Nonce], plaintext, envelope[Envelope.Ciphertext], envelope[Envelope.Tag], associatedData);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(encryptionKey);
        }

        return bytes;
    }

    /// <summary>Decrypts into an array of exactly the plaintext's length, which the caller wipes.</summary>
    /// <exception cref="DecryptionFailedException">The same for every cause.</exception>
    public byte[] Decrypt(SymmetricKey key, in EnvelopeContext context, ReadOnlySpan<byte> envelope)
    {
        if (!Envelope.IsKnown(envelope) || Envelope.KeyIdOf(envelope) != key.Id)
        {
            throw new DecryptionFailedException();
        }

        Span<byte> derived = stackalloc byte[SymmetricKey.Length];
        var plaintext = new byte[envelope.Length - Envelope.Overhead];
        try
        {
            Derive(key, _commitmentLabel, envelope[Envelope.Salt], derived);
            if (!CryptographicOperations.FixedTimeEquals(derived, envelope[Envelope.Commitment]))
            {
                throw new DecryptionFailedException();
            }

            Derive(key, _encryptionLabel, envelope[Envelope.Salt], derived);
            using var gcm = new AesGcm(derived, Envelope.TagLength);
            var length = Envelope.HeaderLength + context.EncodedLength;
            var associatedData = length <= MaxStackBytes ? stackalloc byte[length] : new byte[length];
            Authenticate(envelope, context, associatedData);
            gcm.Decrypt(envelope[Envelope.Nonce], envelope[Envelope.Ciphertext], envelope[Envelope.Tag], plaintext, associatedData);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new DecryptionFailedException();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    private static void Authenticate(ReadOnlySpan<byte> envelope, in EnvelopeContext context, Span<byte> associatedData)
    {
        envelope[Envelope.Header].CopyTo(associatedData);
        context.Encode(associatedData[Envelope.HeaderLength..]);
    }

    private static void Derive(SymmetricKey key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> salt, Span<byte> output)
    {
        Span<byte> info = stackalloc byte[label.Length + salt.Length];
        label.CopyTo(info);
        salt.CopyTo(info[label.Length..]);
        HKDF.Expand(HashAlgorithmName.SHA256, key.Bytes, output, info);
    }
}
