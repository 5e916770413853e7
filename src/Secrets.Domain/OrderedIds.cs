using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Secrets.Domain;

/// <summary>
/// Creates UUIDs of version 7 (RFC 9562, section 6.2, method 1). They sort in the order in which this process created them, so that a
/// primary key lists rows in creation order. The time in an id is at most <see cref="MaxAhead"/> ahead of the clock. If the clock is set
/// back further, later ids sort before earlier ones.
/// </summary>
public sealed class OrderedIds(TimeProvider time)
{
    public static readonly TimeSpan MaxAhead = TimeSpan.FromSeconds(1);

    // Milliseconds since 1970 in the upper 48 bits, a counter within them in the lower 12.
    private long _last;

    /// <summary>Returns the smallest id of a time in milliseconds since 1970, as a bound for queries.</summary>
    public static Guid First(long milliseconds)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds << 16);
        return new Guid(bytes, bigEndian: true);
    }

    public Guid Next() => Next(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Creates the next id.</summary>
    /// <param name="milliseconds">The current time, in milliseconds since 1970.</param>
    public Guid Next(long milliseconds)
    {
        var now = milliseconds << 12;
        long last,
            next;
        do
        {
            last = Volatile.Read(ref _last);
            next = last - now > (long)MaxAhead.TotalMilliseconds << 12 ? now : Math.Max(now, last + 1);
        } while (Interlocked.CompareExchange(ref _last, next, last) != last);

        // 0 milliseconds [6] | 6 version 7, counter [2] | 8 variant, random [8]
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[8..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (next >> 12 << 16) | 0x7000 | (next & 0x0FFF));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
