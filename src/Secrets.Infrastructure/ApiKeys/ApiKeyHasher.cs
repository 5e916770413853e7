using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Secrets.Application.ApiKeys;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.ApiKeys;

/// <summary>
/// HMAC-SHA256 under two keys that HKDF-Expand (RFC 5869) derives from the installation's key for API keys, one for
/// looking tokens up and one for rows.
/// </summary>
internal sealed class ApiKeyHasher(Installation installation) : IApiKeyHasher, IDisposable
{
    private readonly Lazy<byte[]> _lookupKey = new(() => Derive(installation, "lookup"));
    private readonly Lazy<byte[]> _rowKey = new(() => Derive(installation, "row"));

    public byte[] HashOf(string token) => HMACSHA256.HashData(_lookupKey.Value, Encoding.UTF8.GetBytes(token));

    /// <remarks>
    /// Authenticated are owner id, id, name, scopes, lookup, and the times of creation, expiry and revocation, in this order: text and
    /// bytes with their length before them as a 32-bit number, times as 64-bit numbers with the smallest for none, all big-endian. The
    /// time of retirement follows if there is one: keys that older programs stored have none.
    /// </remarks>
    public byte[] MacOf(StoredApiKey key)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _rowKey.Value);
        Append(mac, key.OwnerId.ToByteArray(bigEndian: true));
        Append(mac, key.Id.ToByteArray(bigEndian: true));
        Append(mac, Encoding.UTF8.GetBytes(key.Name));
        Append(mac, Encoding.UTF8.GetBytes(key.Scopes));
        Append(mac, key.TokenHash);
        Append(mac, key.CreatedAt);
        Append(mac, key.ExpiresAt ?? long.MinValue);
        Append(mac, key.RevokedAt ?? long.MinValue);
        if (key.RetiresAt is { } retiresAt)
        {
            Append(mac, retiresAt);
        }

        return mac.GetHashAndReset();
    }

    public void Dispose()
    {
        foreach (var key in new[] { _lookupKey, _rowKey }.Where(key => key.IsValueCreated))
        {
            CryptographicOperations.ZeroMemory(key.Value);
        }
    }

    private static byte[] Derive(Installation installation, string purpose)
    {
        var key = GC.AllocateUninitializedArray<byte>(SymmetricKey.Length, pinned: true);
        HKDF.Expand(HashAlgorithmName.SHA256, installation.ApiKeysKey.Bytes, key, Encoding.UTF8.GetBytes($"cs1|api-keys|{purpose}"));
        return key;
    }

    private static void Append(IncrementalHash mac, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        mac.AppendData(length);
        mac.AppendData(bytes);
    }

    private static void Append(IncrementalHash mac, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        mac.AppendData(bytes);
    }
}
