using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Secrets.Domain.Audit;

/// <summary>Computes the digest of a block's events: SHA-256 over owner id, id, position and MAC of each event.</summary>
public sealed class EventDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(Guid ownerId, Guid id, long position, byte[] mac)
    {
        // 0 owner id [16] | 16 id [16] | 32 position, big-endian [8]
        Span<byte> place = stackalloc byte[40];
        ownerId.TryWriteBytes(place, bigEndian: true, out _);
        id.TryWriteBytes(place[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(place[32..], position);
        _hash.AppendData(place);
        _hash.AppendData(mac);
    }

    public byte[] Complete() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();
}
