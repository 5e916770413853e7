using System.Buffers.Binary;
using System.Text;

namespace Secrets.Api.Tests;

/// <summary>A field of a protobuf message: a number, a text or another message.</summary>
internal sealed record ProtobufField(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public string Hex => Convert.ToHexStringLower(Bytes.Span);

    /// <summary>Returns the nested fields at a path of field numbers.</summary>
    public IEnumerable<ProtobufField> All(params int[] path) => Walk([this], path);

    public static IEnumerable<ProtobufField> Walk(IEnumerable<ProtobufField> messages, params int[] path) =>
        path.Aggregate(messages, (level, number) =>
            level.SelectMany(message => Parse(message.Bytes)).Where(field => field.Number == number)
        );

    public static List<ProtobufField> Parse(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        var rest = message.Span;
        while (rest.Length > 0)
        {
            var tag = ReadNumber(ref rest);
            var (value, bytes) = (tag & 7) switch
            {
                0 => (ReadNumber(ref rest), 0),
                1 => (BinaryPrimitives.ReadUInt64LittleEndian(rest), 8),
                2 => (0UL, (int)ReadNumber(ref rest)),
                5 => (BinaryPrimitives.ReadUInt32LittleEndian(rest), 4),
                _ => throw new InvalidDataException(),
            };
            fields.Add(new ProtobufField((int)(tag >> 3), value, message.Slice(message.Length - rest.Length, bytes)));
            rest = rest[bytes..];
        }

        return fields;
    }

    private static ulong ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }
}
