using Secrets.Domain.Audit;

namespace Secrets.Domain.Tests.Audit;

public sealed class BlockComparisonTests
{
    private static readonly AuditEvent First = TestEvents.At(1);
    private static readonly AuditEvent Second = TestEvents.At(2);
    private static readonly AuditEvent Third = TestEvents.At(3);
    private static readonly AuditEvent Foreign = TestEvents.At(4);

    [Fact]
    public void The_events_of_a_block_have_no_fault() => Assert.Null(Compare(First, Second, Third));

    [Fact]
    public void A_missing_event_is_reported()
    {
        Assert.Equal(new AuditFault($"event {Second.Id} was deleted", Second.Id), Compare(First, Third));
        Assert.Equal(new AuditFault($"event {Third.Id} was deleted", Third.Id), Compare(First, Second));
    }

    [Fact]
    public void An_inserted_event_is_reported() =>
        Assert.Equal(new AuditFault($"event {Foreign.Id} was inserted"), Compare(First, Foreign, Second, Third));

    [Fact]
    public void An_event_after_the_last_one_is_reported() =>
        Assert.Equal(new AuditFault($"event {Foreign.Id} was inserted"), Compare(First, Second, Third, Foreign));

    [Fact]
    public void A_duplicate_event_is_reported() =>
        Assert.Equal(new AuditFault($"event {First.Id} exists twice"), Compare(First, First, Second, Third));

    [Fact]
    public void Events_at_other_positions_in_the_same_order_are_a_fault() =>
        Assert.Equal(
            new AuditFault("events of block 1 were moved to other positions"),
            Compare(First with { Position = 0 }, Second, Third)
        );

    private static AuditFault? Compare(params AuditEvent[] found)
    {
        using var comparison = new BlockComparison(TestEvents.BlockOf(First, Second, Third));
        return found.Select(comparison.Add).FirstOrDefault(fault => fault is not null) ?? comparison.Complete();
    }
}
