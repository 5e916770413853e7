using System.Security.Cryptography;

namespace Secrets.Infrastructure.Encryption;

/// <summary>32 bytes of key and their id. The bytes are pinned, so that the collector leaves no copies, and wiped on <see cref="Dispose"/>.</summary>
internal sealed class SymmetricKey : IDisposable
{
    public const int Length = 32;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
    private volatile bool _disposed;

    public SymmetricKey(KeyId id, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("A key has 32 bytes.", nameof(bytes));
        }

        bytes.CopyTo(_bytes);
        Id = id;
    }

    private SymmetricKey()
    {
        Span<byte> id = stackalloc byte[KeyId.Length];
        RandomNumberGenerator.Fill(id);
        RandomNumberGenerator.Fill(_bytes);
        Id = KeyId.Read(id);
    }

    public static SymmetricKey Generate(DateTimeOffset? madeAt = null) => new() { MadeAt = madeAt };

    public KeyId Id { get; }

    /// <summary>When it was made, of keys that this is kept of.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <exception cref="ObjectDisposedException">The key has been wiped; all zeros would seal as well.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    public override string ToString() => $"key {Id}";
}
