using System.Buffers.Binary;
using System.Text;

namespace Secrets.Infrastructure.Audit;

/// <summary>
/// Writes the fields that a MAC covers: each its length in bytes, 32 bits, and then its bytes. Numbers have 64 bits, big-endian. An absent
/// field has the length -1.
/// </summary>
internal ref struct MacInput(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public void Write(long? number)
    {
        WriteLength(number is null ? -1 : sizeof(long));
        if (number is { } given)
        {
            BinaryPrimitives.WriteInt64BigEndian(_buffer[_length..], given);
            _length += sizeof(long);
        }
    }

    public void Write(Guid? id)
    {
        WriteLength(id is null ? -1 : 16);
        if (id is { } given)
        {
            given.TryWriteBytes(_buffer[_length..], bigEndian: true, out var written);
            _length += written;
        }
    }

    public void Write(string text)
    {
        var length = Encoding.UTF8.GetBytes(text, _buffer[(_length + sizeof(int))..]);
        WriteLength(length);
        _length += length;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        WriteLength(bytes.Length);
        bytes.CopyTo(_buffer[_length..]);
        _length += bytes.Length;
    }

    private void WriteLength(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer[_length..], length);
        _length += sizeof(int);
    }
}
