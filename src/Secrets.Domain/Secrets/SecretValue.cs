using System.Security.Cryptography;

namespace Secrets.Domain.Secrets;

/// <summary>
/// The value of a secret in clear: UTF-8 bytes that are wiped on <see cref="Dispose"/> and never printed.
/// </summary>
public sealed class SecretValue : IDisposable
{
    private readonly byte[] _bytes;
    private readonly int _length;

    private SecretValue(byte[] bytes, int length)
    {
        _bytes = bytes;
        _length = length;
    }

    /// <summary>Takes ownership of the first <paramref name="length"/> bytes of <paramref name="bytes"/>: the caller must not keep the array.</summary>
    public static SecretValue TakeOwnershipOf(byte[] bytes, int length)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, bytes.Length);
        return new SecretValue(bytes, length);
    }

    /// <summary>Length in bytes of UTF-8.</summary>
    public int Length => _length;

    /// <summary>The UTF-8 bytes, valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> AsSpan() => _bytes.AsSpan(0, _length);

    /// <inheritdoc cref="AsSpan"/>
    public ReadOnlyMemory<byte> AsMemory() => _bytes.AsMemory(0, _length);

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    public override string ToString() => "[redacted]";
}
