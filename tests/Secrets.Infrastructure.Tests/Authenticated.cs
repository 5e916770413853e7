using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Secrets.Infrastructure.Tests;

/// <summary>Builds the input of a MAC from the description of the format, independently of the tested code.</summary>
internal sealed class Authenticated
{
    private readonly List<byte> _bytes = [];

    public Authenticated Number(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Appends the length in 32 bits, then the bytes.</summary>
    public Authenticated Sized(params ReadOnlySpan<byte> bytes)
    {
        Length(bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    public Authenticated Sized(string text) => Sized(Encoding.UTF8.GetBytes(text));

    public Authenticated Sized(Guid id) => Sized(id.ToByteArray(bigEndian: true));

    public Authenticated SizedNumber(long number)
    {
        Length(8);
        return Number(number);
    }

    public Authenticated Nothing() => Length(-1);

    /// <summary>Returns the MAC under a key that is derived from <paramref name="key"/>.</summary>
    public byte[] Mac(ReadOnlySpan<byte> key, string purpose) =>
        HMACSHA256.HashData(HKDF.Expand(HashAlgorithmName.SHA256, key.ToArray(), 32, Encoding.UTF8.GetBytes(purpose)), _bytes.ToArray());

    private Authenticated Length(int length)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        _bytes.AddRange(bytes);
        return this;
    }
}
