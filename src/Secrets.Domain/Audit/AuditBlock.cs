namespace Secrets.Domain.Audit;

/// <summary>A block of the audit chain: it proves a run of events and the block before it.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="LastPosition">The run goes from that of the block before, exclusive, to this one, inclusive.</param>
/// <param name="EventIds">The ids of the run's events, 16 bytes each, in the order of their positions.</param>
/// <param name="Digest">An <see cref="EventDigest"/>.</param>
/// <param name="CreatedAt">Microseconds since 1970.</param>
/// <param name="Mac">32 bytes; empty if the block was not signed.</param>
public sealed record AuditBlock(long Number, long LastPosition, byte[] EventIds, byte[] Digest, long CreatedAt, byte[] Mac)
{
    public const int MaxEvents = 10_000;

    private const int IdLength = 16;

    /// <summary>The block before the first one.</summary>
    public static AuditBlock Origin { get; } = new(0, 0, [], [], 0, new byte[32]);

    /// <summary>Returns the block after this one, not signed yet.</summary>
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
