using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.KeyRing;

/// <summary>
/// Reads and writes a key ring as JSON:
/// <code>{"version":1,"active":"ID","keys":[{"id":"ID","key":"32 bytes in base64","made_at":"2026-11-22T07:00:00Z"}]}</code>
/// An id has 16 hexadecimal digits. Keys of older programs have no <c>made_at</c>.
/// </summary>
internal static class KeyRingJson
{
    public const int MaxBytes = 1024 * 1024;

    private const int MaxKeyText = 256;

    /// <exception cref="InvalidKeyRingException">The bytes are not a key ring that this program can use.</exception>
    public static FileKeyRing Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8);
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidKeyRingException("is not a key ring.");
        }
    }

    public static void Write(Stream file, KeyId active, IEnumerable<SymmetricKey> keys)
    {
        // Large enough never to grow, and so large that the garbage collector does not move it: either would leave copies.
        var buffer = new ArrayBufferWriter<byte>(MaxBytes);
        try
        {
            Write(buffer, active, keys);
            file.Write(buffer.WrittenSpan);
        }
        finally
        {
            buffer.Clear();
        }
    }

    private static FileKeyRing Read(JsonElement ring)
    {
        if (ring.GetProperty("version").GetInt32() != 1)
        {
            throw new InvalidKeyRingException("is a key ring of a version that this program does not know.");
        }

        var keys = new Dictionary<KeyId, SymmetricKey>();

        // On the stack, since the garbage collector moves arrays and leaves copies.
        Span<byte> bytes = stackalloc byte[MaxKeyText];
        try
        {
            foreach (var entry in ring.GetProperty("keys").EnumerateArray())
            {
                DateTimeOffset? createdAt = entry.TryGetProperty("made_at", out var kept) ? kept.GetDateTimeOffset() : null;
                var length = Decode(entry.GetProperty("key"), bytes);
                if (
                    !KeyId.TryParse(entry.GetProperty("id").GetString(), out var id)
                    || length != SymmetricKey.Length
                    || !keys.TryAdd(id, new SymmetricKey(id, bytes[..length]) { CreatedAt = createdAt })
                )
                {
                    throw new InvalidKeyRingException("has a key with a wrong length, a malformed id or an id that is there twice.");
                }
            }

            return KeyId.TryParse(ring.GetProperty("active").GetString(), out var active) && keys.TryGetValue(active, out var activeKey)
                ? new FileKeyRing(activeKey, keys)
                : throw new InvalidKeyRingException("lacks its active key.");
        }
        catch
        {
            foreach (var key in keys.Values)
            {
                key.Dispose();
            }

            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static int Decode(JsonElement key, Span<byte> bytes)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(key));
        reader.Read();
        return
            reader.ValueSpan.Length <= bytes.Length
            && Base64.DecodeFromUtf8InPlace(bytes[..reader.CopyString(bytes)], out var length) == OperationStatus.Done
            ? length
            : throw new FormatException("The key is not base64.");
    }

    private static void Write(ArrayBufferWriter<byte> buffer, KeyId active, IEnumerable<SymmetricKey> keys)
    {
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("active", active.ToString());
        json.WriteStartArray("keys");
        foreach (var key in keys)
        {
            json.WriteStartObject();
            json.WriteString("id", key.Id.ToString());
            json.WriteBase64String("key", key.Bytes);
            if (key.CreatedAt is { } createdAt)
            {
                json.WriteString("made_at", createdAt);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
