using System.Security.Cryptography;
using System.Text;
using Secrets.Application.Encryption;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.KeyRing;

/// <summary>A key ring whose keys are in this process. It wraps keys in envelopes.</summary>
internal sealed class FileKeyRing(SymmetricKey active, IReadOnlyDictionary<KeyId, SymmetricKey> keys) : IKeyRing
{
    private static readonly EnvelopeCipher Cipher = new("wrap");
    private static readonly byte[] CheckLabel = Encoding.UTF8.GetBytes("cs1|check|");

    public SymmetricKey Active { get; } = active;

    public IReadOnlyDictionary<KeyId, SymmetricKey> Keys { get; } = keys;

    public KeyId ActiveId => Active.Id;

    public DateTimeOffset? CreatedAt => Active.CreatedAt;

    public IReadOnlyCollection<KeyId> Ids { get; } = [.. keys.Keys];

    public DateTimeOffset? FindCreationTime(KeyId id) => Keys.GetValueOrDefault(id)?.CreatedAt;

    public ValueTask<byte[]> WrapAsync(SymmetricKey key, EnvelopeContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Cipher.Encrypt(Active, context, key.Bytes));

    public ValueTask<SymmetricKey> UnwrapAsync(
        KeyId rootKeyId,
        KeyId keyId,
        byte[] wrapped,
        EnvelopeContext context,
        CancellationToken cancellationToken
    )
    {
        if (!Keys.TryGetValue(rootKeyId, out var rootKey))
        {
            throw new DecryptionFailedException();
        }

        var bytes = Cipher.Decrypt(rootKey, context, wrapped);
        try
        {
            return bytes.Length == SymmetricKey.Length
                ? ValueTask.FromResult(new SymmetricKey(keyId, bytes))
                : throw new DecryptionFailedException();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <remarks>HKDF-Expand-SHA256(key, "cs1|check|" installation id, 32).</remarks>
    public ValueTask<byte[]> CheckValueAsync(KeyId id, Guid installationId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(CheckValueOf(Keys[id], installationId));

    public ValueTask<bool> MatchesAsync(KeyId id, byte[] checkValue, Guid installationId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            Keys.TryGetValue(id, out var key) && CryptographicOperations.FixedTimeEquals(CheckValueOf(key, installationId), checkValue)
        );

    public void Dispose()
    {
        foreach (var key in Keys.Values)
        {
            key.Dispose();
        }
    }

    private static byte[] CheckValueOf(SymmetricKey key, Guid installationId)
    {
        var check = new byte[SymmetricKey.Length];
        HKDF.Expand(HashAlgorithmName.SHA256, key.Bytes, check, [.. CheckLabel, .. installationId.ToByteArray(bigEndian: true)]);
        return check;
    }
}
