namespace Secrets.Domain.Audit;

/// <summary>A block of the audit chain: it proves a run of events and the block before it.</summary>
/// <param name="Number">The number of the block, from 1, without gaps.</param>
/// <param name="LastPosition">The position of the last event. The run begins after the last position of the block before.</param>
/// <param name="EventIds">The ids of the events, 16 bytes each, in the order of their positions.</param>
/// <param name="Digest">The <see cref="EventDigest"/> of the events.</param>
/// <param name="CreatedAt">Microseconds since 1970.</param>
/// <param name="Mac">The MAC, 32 bytes; empty if the block is not signed yet.</param>
public sealed record AuditBlock(long Number, long LastPosition, byte[] EventIds, byte[] Digest, long CreatedAt, byte[] Mac)
{
    public const int MaxEvents = 10_000;

    private const int IdLength = 16;

    /// <summary>The block before the first one.</summary>
    public static AuditBlock Origin { get; } = new(0, 0, [], [], 0, new byte[32]);

    /// <summary>Returns the next block, not signed yet.</summary>
    public AuditBlock Next(IReadOnlyList<ChainedEvent> events, long now)
    {
        using var digest = new EventDigest();
        var ids = new byte[IdLength * events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            events[i].Id.TryWriteBytes(ids.AsSpan(IdLength * i), bigEndian: true, out _);
            digest.Add(events[i].OwnerId, events[i].Id, events[i].Position, events[i].Mac);
        }

        return new AuditBlock(Number + 1, events[^1].Position, ids, digest.Complete(), now, Mac: []);
    }

    public Guid[] ReadEventIds() => [.. EventIds.Chunk(IdLength).Select(bytes => new Guid(bytes, bigEndian: true))];
}
