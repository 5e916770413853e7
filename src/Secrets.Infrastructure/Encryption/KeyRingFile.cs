using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// The key ring as a JSON file, readable by its owner only:
/// <code>{"version":1,"active":"ID","keys":[{"id":"ID","key":"32 bytes in base64","made_at":"2026-11-22T07:00:00Z"}]}</code>
/// An id is 16 hexadecimal digits. Keys from before <c>made_at</c> was kept lack it.
/// </summary>
internal sealed class KeyRingFile(string path) : IKeyRingSource
{
    private const string Setting = "Encryption__KeyRingPath";
    private const int MaxBytes = 1024 * 1024;
    private const int MaxKeyText = 256;

    public string Location => $"'{path}'";

    string IKeyRingSource.Setting => Setting;

    ValueTask<IKeyRing?> IKeyRingSource.FindAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IKeyRing?>(File.Exists(path) ? Read() : null);

    ValueTask<IKeyRing> IKeyRingSource.CreateAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IKeyRing>(Create());

    /// <summary>Makes a ring of one new key, unless another process has just made one; either way the file's ring is returned.</summary>
    public FileKeyRing Create()
    {
        var temporary = FileReplacement.TemporaryName(path);
        try
        {
            PrivateFile.CreateFolderOf(path);
            using (var key = SymmetricKey.Generate(DateTimeOffset.UtcNow))
            using (var file = PrivateFile.Open(temporary, FileMode.CreateNew))
            {
                Write(file, key.Id, [key]);
                file.Flush(flushToDisk: true);
            }

            // The name appears only once the content is on disk.
            PrivateFile.Publish(temporary, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            if (!File.Exists(path))
            {
                throw new SettingException(
                    Setting,
                    $"cannot create the key ring '{path}': {(Directory.Exists(path) ? "it is a folder." : e.Message)}"
                );
            }
        }

        return Read();
    }

    public FileKeyRing Read()
    {
        // Of its size: a service reads it every few seconds.
        var buffer = Array.Empty<byte>();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(file.Length, MaxBytes), pinned: true);
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            return Parse(json.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"cannot read the key ring '{path}': {e.Message}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SettingException(Setting, $"'{path}' is not a key ring.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    /// <summary>Adds a random key that only opens.</summary>
    public KeyId Add()
    {
        using var ring = Read();
        using var key = SymmetricKey.Generate(DateTimeOffset.UtcNow);
        Replace(ring.ActiveId, [.. ring.Keys.Values, key]);
        return key.Id;
    }

    /// <summary>Makes a key of the ring the active one.</summary>
    public void Activate(KeyId id)
    {
        using var ring = Read();
        Replace(ring.Keys[id].Id, ring.Keys.Values);
    }

    /// <summary>Takes a key out, unless it is the active one.</summary>
    public void Remove(KeyId id)
    {
        using var ring = Read();
        if (id != ring.ActiveId)
        {
            Replace(ring.ActiveId, ring.Keys.Values.Where(key => key.Id != id));
        }
    }

    /// <summary>Deletes what a change that was interrupted left beside the ring: it holds keys. Nobody may change the ring at that time.</summary>
    public void DeleteLeftovers()
    {
        var ring = FileReplacement.Resolve(path);
        if (!Directory.Exists(Path.GetDirectoryName(ring)))
        {
            return;
        }

        foreach (
            var leftover in Directory
                .EnumerateFiles(Path.GetDirectoryName(ring)!, Path.GetFileName(ring) + ".*")
                .Where(file => IsLeftover(file[ring.Length..]))
        )
        {
            try
            {
                File.Delete(leftover);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SettingException(
                    Setting,
                    $"'{leftover}' holds keys and was left by a change that was interrupted. It cannot be deleted: {e.Message}"
                );
            }
        }
    }

    private void Replace(KeyId active, IEnumerable<SymmetricKey> keys)
    {
        try
        {
            DeleteLeftovers();
            FileReplacement.Write(path, file => Write(file, active, keys), PrivateFile.Mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"cannot change the key ring '{path}': {e.Message}");
        }
    }

    private FileKeyRing Parse(JsonElement ring)
    {
        if (ring.GetProperty("version").GetInt32() != 1)
        {
            throw new SettingException(Setting, $"'{path}' is a key ring of a version that this program does not know.");
        }

        var keys = new Dictionary<KeyId, SymmetricKey>();

        // Not an array, which the collector would leave a copy of where it moves it.
        Span<byte> bytes = stackalloc byte[MaxKeyText];
        try
        {
            foreach (var entry in ring.GetProperty("keys").EnumerateArray())
            {
                DateTimeOffset? madeAt = entry.TryGetProperty("made_at", out var kept) ? kept.GetDateTimeOffset() : null;
                var length = Decode(entry.GetProperty("key"), bytes);
                if (
                    !KeyId.TryParse(entry.GetProperty("id").GetString(), out var id)
                    || length != SymmetricKey.Length
                    || !keys.TryAdd(id, new SymmetricKey(id, bytes[..length]) { MadeAt = madeAt })
                )
                {
                    throw new SettingException(
                        Setting,
                        $"'{path}' has a key with a wrong length, a malformed id or an id that is there twice."
                    );
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }

        return KeyId.TryParse(ring.GetProperty("active").GetString(), out var active) && keys.TryGetValue(active, out var activeKey)
            ? new FileKeyRing(activeKey, keys)
            : throw new SettingException(Setting, $"the active key of '{path}' is not in it.");
    }

    // A temporary name, or what older programs took for one: .new alone, or without it. Never the ring itself, which the search finds as well.
    private static bool IsLeftover(string suffix)
    {
        if (suffix == ".new")
        {
            return true;
        }

        var id = suffix.EndsWith(".new", StringComparison.Ordinal) ? suffix[..^".new".Length] : suffix;
        return id.Length == 33 && id[0] == '.' && id[1..].All(char.IsAsciiHexDigitLower);
    }

    private static int Decode(JsonElement key, Span<byte> bytes)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(key));
        reader.Read();
        return
            reader.ValueSpan.Length <= bytes.Length
            && Base64.DecodeFromUtf8InPlace(bytes[..reader.CopyString(bytes)], out var length) == OperationStatus.Done
            ? length
            : throw new FormatException("The key is no base64.");
    }

    private static void Write(Stream file, KeyId active, IEnumerable<SymmetricKey> keys)
    {
        // So large that it is neither moved nor replaced by a larger one, which would leave copies.
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
            if (key.MadeAt is { } madeAt)
            {
                json.WriteString("made_at", madeAt);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
