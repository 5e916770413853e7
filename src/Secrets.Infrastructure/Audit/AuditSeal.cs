using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Secrets.Infrastructure.Audit;

/// <summary>The proof over a run of events and the seal before it.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="LastPosition">The run is what stands after that of the seal before, up to this.</param>
/// <param name="EventIds">The ids of the run's events, 16 bytes each, in the order of their positions.</param>
/// <param name="Digest">SHA-256 over owner id, id, position (64 bits, big-endian) and MAC of each event.</param>
/// <param name="SealedAt">Microseconds since 1970.</param>
internal sealed record AuditSeal(long Number, long LastPosition, byte[] EventIds, byte[] Digest, long SealedAt, byte[] Mac)
{
    public const string Columns =
        "number AS Number, last_position AS LastPosition, event_ids AS EventIds, digest AS Digest, created_at AS SealedAt, mac AS Mac";

    /// <summary>Before the first one.</summary>
    public static AuditSeal Origin { get; } = new(0, 0, [], [], 0, new byte[AuditMac.Length]);

    public static void AddTo(IncrementalHash digest, Guid ownerId, Guid id, long position, byte[] mac)
    {
        Span<byte> place = stackalloc byte[40];
        ownerId.TryWriteBytes(place, bigEndian: true, out _);
        id.TryWriteBytes(place[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(place[32..], position);
        digest.AppendData(place);
        digest.AppendData(mac);
    }
}

/// <summary>Stands for a seal: the last one, or the last that was removed.</summary>
internal sealed record AuditMark(string Name, long Number, long LastPosition, long At, byte[] SealMac, byte[] Mac)
{
    public const string Head = "head";
    public const string Removed = "removed";

    public const string Select =
        "SELECT name AS Name, block_number AS Number, last_position AS LastPosition, at AS At, block_mac AS SealMac, mac AS Mac FROM audit_checkpoints";

    /// <summary>A mark never goes back: that it is ahead of the seals shows that some are gone.</summary>
    public const string Write = """
        INSERT INTO audit_checkpoints (name, block_number, last_position, at, block_mac, mac) VALUES (@Name, @Number, @LastPosition, @At, @SealMac, @Mac)
        ON CONFLICT (name) DO UPDATE SET block_number = @Number, last_position = @LastPosition, at = @At, block_mac = @SealMac, mac = @Mac WHERE audit_checkpoints.block_number < @Number
        """;

    public static AuditMark Of(string name, AuditSeal seal, long at, AuditMac mac) =>
        new(name, seal.Number, seal.LastPosition, at, seal.Mac, mac.OfMark(name, seal.Number, seal.LastPosition, at, seal.Mac));

    public bool IsSigned(AuditMac mac) => CryptographicOperations.FixedTimeEquals(Mac, mac.OfMark(Name, Number, LastPosition, At, SealMac));
}
