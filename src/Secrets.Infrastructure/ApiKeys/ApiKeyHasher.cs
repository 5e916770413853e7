using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Secrets.Application.ApiKeys;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.ApiKeys;

/// <summary>
/// Computes HMAC-SHA256 of tokens and API keys, each under a key that HKDF-Expand (RFC 5869) derives from the installation's
/// key for API keys. The labels <c>lookup</c> and <c>row</c> belong to the stored format.
/// </summary>
internal sealed class ApiKeyHasher(Installation installation) : IApiKeyHasher, IDisposable
{
    private readonly Lazy<byte[]> _tokenKey = new(() => Derive(installation, "lookup"));
    private readonly Lazy<byte[]> _rowKey = new(() => Derive(installation, "row"));

    public byte[] HashOf(string token) => HMACSHA256.HashData(_tokenKey.Value, Encoding.UTF8.GetBytes(token));

    public ApiKey Sign(ApiKey key) => key with { Mac = MacOf(key) };

    public bool IsSigned(ApiKey key) => CryptographicOperations.FixedTimeEquals(key.Mac, MacOf(key));

    public void Dispose()
    {
        foreach (var key in new[] { _tokenKey, _rowKey }.Where(key => key.IsValueCreated))
        {
            CryptographicOperations.ZeroMemory(key.Value);
        }
    }

    // The MAC is over owner id, id, name, scopes, token hash, and the times of creation, expiry and revocation, in this order. Texts and
    // bytes follow their length, a 32-bit number. Times are 64-bit numbers, the smallest for none. All numbers are big-endian. The time of
    // retirement follows only if there is one or if something follows it: names of secrets, client networks, id of the parent (each empty
    // for none), number of ancestors and maximum of uses (64 bits, the smallest for none), only for a key that has one of them. So the
    // MACs of keys without them stay valid.
    private byte[] MacOf(ApiKey key)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _rowKey.Value);
        Append(mac, key.OwnerId.ToByteArray(bigEndian: true));
        Append(mac, key.Id.ToByteArray(bigEndian: true));
        Append(mac, Encoding.UTF8.GetBytes(key.Name));
        Append(mac, Encoding.UTF8.GetBytes(Scopes.Join(key.Scopes)));
        Append(mac, key.TokenHash);
        Append(mac, key.CreatedAt);
        Append(mac, key.ExpiresAt ?? long.MinValue);
        Append(mac, key.RevokedAt ?? long.MinValue);
        var isPlain = key is { Restrictions: { Secrets: null, ClientNetworks: null }, ParentId: null, Depth: 0, MaxUses: null };
        if (key.RetiresAt is not null || !isPlain)
        {
            Append(mac, key.RetiresAt ?? long.MinValue);
        }

        if (!isPlain)
        {
            Append(mac, Encoding.UTF8.GetBytes(key.Restrictions.Secrets?.Join() ?? ""));
            Append(mac, Encoding.UTF8.GetBytes(key.Restrictions.ClientNetworks?.Join() ?? ""));
            Append(mac, key.ParentId?.ToByteArray(bigEndian: true) ?? []);
            Append(mac, key.Depth);
            Append(mac, key.MaxUses ?? long.MinValue);
        }

        return mac.GetHashAndReset();
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
