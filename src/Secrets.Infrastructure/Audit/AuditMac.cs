using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Secrets.Application.Audit;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Audit;

/// <summary>
/// HMAC-SHA256 of events and seals, each under a key that HKDF-Expand (RFC 5869) derives from the installation's key for
/// the audit log. What is authenticated is written as its length in bytes, 32 bits, and its bytes; numbers have 64 bits, all
/// big-endian; what is absent has the length -1.
/// </summary>
internal sealed class AuditMac(Installation installation) : IAuditSigner, IDisposable
{
    public const int Length = 32;

    private const int MaxStackBytes = 512;
    private readonly Lazy<byte[]> _eventKey = new(() => Derive(installation.AuditKey, "event"));
    private readonly Lazy<byte[]> _sealKey = new(() => Derive(installation.AuditKey, "seal"));

    public AuditEvent Sign(AuditEvent auditEvent) => auditEvent with { Mac = Compute(auditEvent, _eventKey.Value) };

    /// <summary>Signs before the installation is open.</summary>
    public static AuditEvent Sign(AuditEvent auditEvent, SymmetricKey auditKey)
    {
        var key = Derive(auditKey, "event");
        try
        {
            return auditEvent with { Mac = Compute(auditEvent, key) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Whether the event is as it was signed.</summary>
    public bool IsSigned(AuditEvent auditEvent) =>
        CryptographicOperations.FixedTimeEquals(auditEvent.Mac, Compute(auditEvent, _eventKey.Value));

    /// <summary>The MAC of a seal: of its number, last position and time, and the digests of its events and their ids, and the MAC of the seal before it.</summary>
    public byte[] OfSeal(AuditSeal made, byte[] previousMac) =>
        OfNumbers(
            "seal",
            [made.Number, made.LastPosition, made.SealedAt],
            [.. made.Digest, .. SHA256.HashData(made.EventIds), .. previousMac]
        );

    /// <summary>The MAC of a mark: of its name, and the number, last position, time and MAC of the seal that it stands for.</summary>
    public byte[] OfMark(string name, long number, long lastPosition, long at, byte[] sealMac) =>
        OfNumbers($"mark {name}", [number, lastPosition, at], sealMac);

    public void Dispose()
    {
        foreach (var key in new[] { _eventKey, _sealKey }.Where(key => key.IsValueCreated))
        {
            CryptographicOperations.ZeroMemory(key.Value);
        }
    }

    private static byte[] Compute(AuditEvent e, byte[] key)
    {
        var longest = 256 + (3 * (e.Action.Length + e.Result.Length + e.RequestId.Length + e.ClientIp.Length));
        var buffer = longest <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[longest];
        var rest = buffer;
        Write(ref rest, e.OwnerId);
        Write(ref rest, e.Id);
        Write(ref rest, e.At);
        Write(ref rest, e.KeyId);
        Write(ref rest, e.Action);
        Write(ref rest, e.SecretId);
        Write(ref rest, e.Version);
        Write(ref rest, e.SubjectKeyId);
        Write(ref rest, e.Result);
        Write(ref rest, e.Count);
        Write(ref rest, e.RequestId);
        Write(ref rest, e.ClientIp);
        if (e.SuccessorKeyId is not null)
        {
            // Events of older programs have none and no place for it.
            Write(ref rest, e.SuccessorKeyId);
        }

        return HMACSHA256.HashData(key, buffer[..^rest.Length]);
    }

    private byte[] OfNumbers(string what, ReadOnlySpan<long> numbers, byte[] bytes)
    {
        // Bytes that were damaged may be any number.
        var longest = 128 + (3 * what.Length) + (12 * numbers.Length) + bytes.Length;
        var buffer = longest <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[longest];
        var rest = buffer;
        Write(ref rest, what);
        foreach (var number in numbers)
        {
            Write(ref rest, number);
        }

        WriteLength(ref rest, bytes.Length);
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
        return HMACSHA256.HashData(_sealKey.Value, buffer[..^rest.Length]);
    }

    private static byte[] Derive(SymmetricKey auditKey, string purpose)
    {
        var key = GC.AllocateUninitializedArray<byte>(SymmetricKey.Length, pinned: true);
        HKDF.Expand(HashAlgorithmName.SHA256, auditKey.Bytes, key, Encoding.UTF8.GetBytes($"cs1|audit|{purpose}"));
        return key;
    }

    private static void WriteLength(ref Span<byte> destination, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, length);
        destination = destination[sizeof(int)..];
    }

    private static void Write(ref Span<byte> destination, long? number)
    {
        WriteLength(ref destination, number is null ? -1 : sizeof(long));
        if (number is { } given)
        {
            BinaryPrimitives.WriteInt64BigEndian(destination, given);
            destination = destination[sizeof(long)..];
        }
    }

    private static void Write(ref Span<byte> destination, Guid? id)
    {
        WriteLength(ref destination, id is null ? -1 : 16);
        if (id is { } given)
        {
            given.TryWriteBytes(destination, bigEndian: true, out var written);
            destination = destination[written..];
        }
    }

    private static void Write(ref Span<byte> destination, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, destination[sizeof(int)..]);
        WriteLength(ref destination, length);
        destination = destination[length..];
    }
}
