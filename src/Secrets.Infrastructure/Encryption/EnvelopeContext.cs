using System.Buffers.Binary;
using System.Text;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// The place that an envelope belongs to. All of it is authenticated with the envelope, as
/// <c>installation id | owner id | secret id | version | name | field</c>, each after its length in bytes,
/// a 32-bit number. Ids have 16 bytes, the version 8. Numbers are big-endian, text is UTF-8.
/// </summary>
internal readonly record struct EnvelopeContext(Guid InstallationId, Guid OwnerId, Guid SecretId, long Version, string Name, string Field)
{
    private const int FixedLength = (6 * sizeof(int)) + (3 * 16) + sizeof(long);

    public int EncodedLength => FixedLength + Encoding.UTF8.GetByteCount(Name) + Encoding.UTF8.GetByteCount(Field);

    /// <summary>Writes exactly <see cref="EncodedLength"/> bytes.</summary>
    public void Encode(Span<byte> destination)
    {
        Write(ref destination, InstallationId);
        Write(ref destination, OwnerId);
        Write(ref destination, SecretId);
        BinaryPrimitives.WriteInt32BigEndian(destination, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(destination[sizeof(int)..], Version);
        destination = destination[(sizeof(int) + sizeof(long))..];
        Write(ref destination, Name);
        Write(ref destination, Field);
    }

    private static void Write(ref Span<byte> destination, Guid id)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, 16);
        id.TryWriteBytes(destination[sizeof(int)..], bigEndian: true, out _);
        destination = destination[(sizeof(int) + 16)..];
    }

    private static void Write(ref Span<byte> destination, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, destination[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(destination, length);
        destination = destination[(sizeof(int) + length)..];
    }
}
