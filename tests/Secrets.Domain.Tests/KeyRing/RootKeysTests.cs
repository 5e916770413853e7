using Secrets.Domain.KeyRing;

namespace Secrets.Domain.Tests.KeyRing;

public sealed class RootKeysTests
{
    private const string Active = "00000000000000aa";
    private const string Other = "00000000000000bb";

    private readonly RootKeys _keys = new(Active, [Active, Other]);

    [Fact]
    public void A_key_may_be_promoted_if_all_running_replicas_have_loaded_it()
    {
        var promotion = _keys.Promote(Other, [Replica(Active, Other), Replica(Other, Active)]);

        Assert.True(promotion is { IsAllowed: true, IsInRing: true, IsActive: false });
        Assert.Equal((Other, Active), (promotion.Id, promotion.PreviousId));
    }

    [Fact]
    public void A_key_may_not_be_promoted_if_a_running_replica_lacks_it()
    {
        var lacking = Replica(Active);

        var promotion = _keys.Promote(Other, [lacking, Replica(Active, Other)]);

        Assert.False(promotion.IsAllowed);
        Assert.Equal([lacking], promotion.Lacking);
    }

    [Fact]
    public void The_active_key_is_known_to_be_active() => Assert.True(_keys.Promote(Active, []) is { IsAllowed: true, IsActive: true });

    [Theory]
    [InlineData("00000000000000cc")]
    [InlineData("no-key")]
    [InlineData("")]
    public void A_key_that_is_not_in_the_ring_may_be_neither_promoted_nor_retired(string id)
    {
        Assert.True(_keys.Promote(id, []) is { IsAllowed: false, IsInRing: false, IsActive: false });
        Assert.True(_keys.Retire(id, wrappedKeys: 0, []) is { IsAllowed: false, IsInRing: false });
    }

    [Fact]
    public void The_case_of_an_id_does_not_matter() => Assert.Equal(Other, _keys.Promote(Other.ToUpperInvariant(), []).Id);

    [Fact]
    public void An_unused_key_may_be_retired() =>
        Assert.True(_keys.Retire(Other, wrappedKeys: 0, [Replica(Active, Other)]) is { IsAllowed: true, Id: Other });

    [Fact]
    public void The_active_key_may_not_be_retired() =>
        Assert.True(_keys.Retire(Active, wrappedKeys: 0, []) is { IsAllowed: false, IsActive: true });

    [Fact]
    public void A_key_may_not_be_retired_if_it_wraps_a_key_in_the_database() =>
        Assert.True(_keys.Retire(Other, wrappedKeys: 1, []) is { IsAllowed: false, WrappedKeys: 1 });

    [Fact]
    public void A_key_may_not_be_retired_if_a_running_replica_wraps_under_it()
    {
        var wrapping = Replica(Other, Active);

        var retirement = _keys.Retire(Other, wrappedKeys: 0, [Replica(Active, Other), wrapping]);

        Assert.False(retirement.IsAllowed);
        Assert.Equal([wrapping], retirement.Wrapping);
    }

    private static RunningReplica Replica(params string[] rootKeys) => new(Guid.NewGuid(), "host:1", SeenAt: 0, rootKeys);
}
