using System.Security.Cryptography;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// A key of 32 bytes with an id. The bytes are pinned, so that the garbage collector leaves no copies, and wiped on <see cref="Dispose"/>.
/// </summary>
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

    public static SymmetricKey Generate(DateTimeOffset? createdAt = null) => new() { CreatedAt = createdAt };

    public KeyId Id { get; }

    /// <summary>When the key was created; null if that is not known.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <exception cref="ObjectDisposedException">The key has been wiped. All zeros would encrypt as well.</exception>
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
