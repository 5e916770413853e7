using System.Text.Json.Serialization;

namespace Secrets.Application.Audit.VerifyAudit;

/// <summary>The result of a verification. The names in JSON are public.</summary>
/// <param name="Fault">The first fault; null if the log is whole.</param>
/// <param name="Pending">The number of events that are in no block yet.</param>
/// <param name="Values">The number of values that events must explain.</param>
public sealed record AuditReport(
    string? Fault,
    [property: JsonPropertyName("seals")] long Blocks,
    long Events,
    [property: JsonPropertyName("unsealed")] long Pending,
    long Values
)
{
    /// <summary>The number of the block that a checkpoint demanded; null without a checkpoint.</summary>
    public long? Checkpoint { get; init; }

    /// <summary>Doubts that are not faults.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
