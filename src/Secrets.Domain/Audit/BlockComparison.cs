namespace Secrets.Domain.Audit;

/// <summary>Compares the events in the database with the events that a block covers.</summary>
public sealed class BlockComparison(AuditBlock block) : IDisposable
{
    private readonly Guid[] _expected = block.ReadEventIds();
    private readonly EventDigest _digest = new();
    private int _count;

    private AuditFault NextIsMissing => new($"event {_expected[_count]} was deleted", _expected[_count]);

    /// <summary>Adds the next event, in the order of positions, and returns its fault or null.</summary>
    public AuditFault? Add(AuditEvent next)
    {
        var place = Array.IndexOf(_expected, next.Id, _count);
        if (place != _count)
        {
            return place > _count ? NextIsMissing
                : _expected.Contains(next.Id) ? new AuditFault($"event {next.Id} exists twice")
                : new AuditFault($"event {next.Id} was inserted");
        }

        _digest.Add(next.OwnerId, next.Id, next.Position, next.Mac);
        _count++;
        return null;
    }

    /// <summary>Returns the fault of all events together, or null.</summary>
    public AuditFault? Complete() =>
        _count < _expected.Length ? NextIsMissing
        : _digest.Complete().AsSpan().SequenceEqual(block.Digest) ? null
        : new AuditFault($"events of block {block.Number} were moved to other positions");

    public void Dispose() => _digest.Dispose();
}
