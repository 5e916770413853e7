using System.Buffers.Binary;
using System.Globalization;
using Secrets.Application.Encryption;

namespace Secrets.Infrastructure.Encryption;

/// <summary>The random 8-byte id of a key, written as 16 hexadecimal digits.</summary>
internal readonly record struct KeyId(ulong Value)
{
    public const int Length = 8;

    /// <exception cref="DecryptionFailedException">The bytes are damaged: they do not have the length of an id.</exception>
    public static KeyId Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length ? new KeyId(BinaryPrimitives.ReadUInt64BigEndian(bytes)) : throw new DecryptionFailedException();

    public static KeyId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A key id has 16 hexadecimal digits.");

    public static bool TryParse(string? text, out KeyId id)
    {
        var parsed =
            ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && text!.Length == 2 * Length;
        id = new KeyId(value);
        return parsed;
    }

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, Value);

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Write(bytes);
        return bytes;
    }

    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
