using System.Security.Cryptography;
using System.Text;

namespace Secrets.Infrastructure.Encryption;

/// <summary>The key-encryption keys, which are kept outside the database. One is active; the others only open what they sealed.</summary>
internal sealed class KeyRing(SymmetricKey active, IReadOnlyDictionary<KeyId, SymmetricKey> keys) : IDisposable
{
    private static readonly byte[] CheckLabel = Encoding.UTF8.GetBytes("cs1|check|");

    public SymmetricKey Active { get; } = active;

    public IReadOnlyDictionary<KeyId, SymmetricKey> Keys { get; } = keys;

    /// <summary>
    /// What the database keeps to recognise a key again without holding it: HKDF-Expand-SHA256(key, "cs1|check|" installation id, 32).
    /// </summary>
    public static byte[] CheckValueOf(SymmetricKey key, Guid installationId)
    {
        var check = new byte[SymmetricKey.Length];
        HKDF.Expand(HashAlgorithmName.SHA256, key.Bytes, check, [.. CheckLabel, .. installationId.ToByteArray(bigEndian: true)]);
        return check;
    }

    public void Dispose()
    {
        foreach (var key in Keys.Values)
        {
            key.Dispose();
        }
    }
}
