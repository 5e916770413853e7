using Secrets.Domain.Audit;

namespace Secrets.Domain.Tests.Audit;

public sealed class ChainWalkTests
{
    private static readonly AuditBlock First = new(1, 10, [], [], 0, [1]);
    private static readonly AuditBlock Second = new(2, 20, [], [], 0, [2]);
    private static readonly AuditBlock Third = new(3, 30, [], [], 0, [3]);

    [Fact]
    public void A_complete_chain_has_no_fault()
    {
        var walk = new ChainWalk(removed: null, Head(Third));

        Assert.All([Add(walk, First), Add(walk, Second), Add(walk, Third), walk.Complete()?.Text], Assert.Null);
        Assert.Equal((Third, 3), (walk.Last, walk.Count));
    }

    [Fact]
    public void A_chain_may_be_longer_than_its_head()
    {
        var walk = new ChainWalk(removed: null, Head(First));

        Assert.All([Add(walk, First), Add(walk, Second), walk.Complete()?.Text], Assert.Null);
    }

    [Fact]
    public void A_chain_begins_after_the_last_removed_block()
    {
        var walk = new ChainWalk(StoredCheckpoint.Of(StoredCheckpoint.Removed, First, at: 0), Head(Second));

        Assert.All([Add(walk, Second), walk.Complete()?.Text], Assert.Null);
        Assert.Equal("block 1 is missing", Add(new ChainWalk(removed: null, Head(Second)), Second));
    }

    [Fact]
    public void An_edited_block_is_reported() =>
        Assert.Equal("block 1 was edited", new ChainWalk(removed: null, head: null).Add(First, isSigned: false)?.Text);

    [Fact]
    public void A_block_that_differs_from_the_head_is_reported() =>
        Assert.Equal("block 1 was replaced by another one", Add(new ChainWalk(removed: null, Head(First with { Mac = [9] })), First));

    [Fact]
    public void A_missing_end_is_reported()
    {
        var walk = new ChainWalk(removed: null, Head(Third));
        Add(walk, First);

        Assert.Equal("the end was cut off: blocks 2 to 3 are missing", walk.Complete()?.Text);
    }

    private static string? Add(ChainWalk walk, AuditBlock block) => walk.Add(block, isSigned: true)?.Text;

    private static StoredCheckpoint Head(AuditBlock block) => StoredCheckpoint.Of(StoredCheckpoint.Head, block, at: 0);
}
