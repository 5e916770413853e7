using System.Security.Cryptography;
using Secrets.Domain.KeyRing;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.KeyRing;

/// <summary>A key ring in a file that only its owner can read.</summary>
internal sealed class KeyRingFile(string path) : IKeyRingSource
{
    private const string Setting = "Encryption__KeyRingPath";

    public string Location => $"'{path}'";

    string IKeyRingSource.Setting => Setting;

    ValueTask<IKeyRing?> IKeyRingSource.FindAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IKeyRing?>(File.Exists(path) ? Read() : null);

    ValueTask<IKeyRing> IKeyRingSource.CreateAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IKeyRing>(Create());

    /// <summary>Creates a ring with one new key. If another process has just created one, returns that.</summary>
    public FileKeyRing Create()
    {
        var temporary = FileReplacement.TemporaryName(path);
        try
        {
            PrivateFile.CreateFolderOf(path);
            using (var key = SymmetricKey.Generate(DateTimeOffset.UtcNow))
            using (var file = PrivateFile.Open(temporary, FileMode.CreateNew))
            {
                KeyRingJson.Write(file, key.Id, [key]);
                file.Flush(flushToDisk: true);
            }

            // The name appears once the content is on disk.
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
        // As large as the file, since a service reads it every few seconds.
        var buffer = Array.Empty<byte>();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(file.Length, KeyRingJson.MaxBytes), pinned: true);
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return KeyRingJson.Read(buffer.AsMemory(0, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"cannot read the key ring '{path}': {e.Message}");
        }
        catch (InvalidKeyRingException e)
        {
            throw new SettingException(Setting, $"'{path}' {e.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    public RootKeys ReadIds()
    {
        using var ring = Read();
        return new RootKeys($"{ring.ActiveId}", [.. ring.Ids.Select(id => $"{id}")]);
    }

    /// <summary>Adds a random, decrypt-only key.</summary>
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

    /// <summary>Removes a key, unless it is the active one.</summary>
    public void Remove(KeyId id)
    {
        using var ring = Read();
        if (id != ring.ActiveId)
        {
            Replace(ring.ActiveId, ring.Keys.Values.Where(key => key.Id != id));
        }
    }

    /// <summary>
    /// Deletes files with keys that an interrupted change has left beside the ring. No process may change the ring at the same time.
    /// </summary>
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
                    $"'{leftover}' holds keys, was left by an interrupted change and cannot be deleted: {e.Message}"
                );
            }
        }
    }

    private void Replace(KeyId active, IEnumerable<SymmetricKey> keys)
    {
        try
        {
            DeleteLeftovers();
            FileReplacement.Write(path, file => KeyRingJson.Write(file, active, keys), PrivateFile.Mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"cannot change the key ring '{path}': {e.Message}");
        }
    }

    // A temporary name, or one of older programs: ".new" alone, or an id without it. Never the ring itself, which the search finds too.
    private static bool IsLeftover(string suffix)
    {
        if (suffix == ".new")
        {
            return true;
        }

        var id = suffix.EndsWith(".new", StringComparison.Ordinal) ? suffix[..^".new".Length] : suffix;
        return id.Length == 33 && id[0] == '.' && id[1..].All(char.IsAsciiHexDigitLower);
    }
}
