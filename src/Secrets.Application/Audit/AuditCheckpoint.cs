using System.Text.Json.Serialization;
using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>
/// A block of the audit chain as it is known outside the database. A copy elsewhere shows if the database was restored to an
/// earlier state. The names in JSON are those of stored files.
/// </summary>
/// <param name="BlockMac">Hexadecimal.</param>
public sealed record AuditCheckpoint(
    Guid Installation,
    [property: JsonPropertyName("seal")] long Block,
    [property: JsonPropertyName("seal_mac")] string BlockMac,
    [property: JsonPropertyName("sealed_at")] DateTimeOffset CreatedAt
)
{
    public bool Matches(AuditBlock block) =>
        Block == block.Number && string.Equals(BlockMac, Convert.ToHexStringLower(block.Mac), StringComparison.Ordinal);
}
