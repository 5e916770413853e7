namespace Secrets.Domain.Audit;

/// <summary>A signed record of a block in the database: the last block, or the last block that was removed after its retention.</summary>
/// <param name="Name"><see cref="Head"/> or <see cref="Removed"/>.</param>
/// <param name="At">The time of the block or, if later, of its last event. Microseconds since 1970.</param>
/// <param name="Mac">The MAC, 32 bytes; empty if the checkpoint is not signed yet.</param>
public sealed record StoredCheckpoint(string Name, long BlockNumber, long LastPosition, long At, byte[] BlockMac, byte[] Mac)
{
    public const string Head = "head";
    public const string Removed = "removed";

    /// <summary>The block, without its events.</summary>
    public AuditBlock Block => AuditBlock.Origin with { Number = BlockNumber, LastPosition = LastPosition, Mac = BlockMac };

    /// <summary>Returns the checkpoint of a block, not signed yet.</summary>
    public static StoredCheckpoint Of(string name, AuditBlock block, long at) =>
        new(name, block.Number, block.LastPosition, at, block.Mac, Mac: []);
}
