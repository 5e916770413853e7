using System.Security.Cryptography;

namespace Secrets.Domain.Secrets;

/// <summary>
/// The plaintext value of a secret: UTF-8 bytes that are wiped on <see cref="Dispose"/> and never printed.
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

    /// <summary>
    /// Creates a value of the first <paramref name="length"/> bytes of <paramref name="bytes"/>. The caller must not use the array again.
    /// </summary>
    public static SecretValue TakeOwnershipOf(byte[] bytes, int length)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, bytes.Length);
        return new SecretValue(bytes, length);
    }

    /// <summary>The length in bytes of UTF-8.</summary>
    public int Length => _length;

    /// <summary>Returns the UTF-8 bytes, which are valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> AsSpan() => _bytes.AsSpan(0, _length);

    /// <inheritdoc cref="AsSpan"/>
    public ReadOnlyMemory<byte> AsMemory() => _bytes.AsMemory(0, _length);

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    public override string ToString() => "[redacted]";
}
