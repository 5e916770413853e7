using Secrets.Domain.ApiKeys;

namespace Secrets.Domain.Tests.ApiKeys;

public sealed class ChildKeyTests
{
    private static readonly Guid OwnerId = Guid.NewGuid();

    [Theory]
    [InlineData(null, 150L)]
    [InlineData(151L, 150L)]
    [InlineData(120L, 120L)]
    public void A_child_expires_with_its_parent_at_the_latest(long? parentEndsAt, long expiresAt)
    {
        var parent = new AuthenticatedKey(Guid.NewGuid(), OwnerId, [Scopes.ListSecrets], parentEndsAt) { Depth = 1 };

        var child = ApiKey.CreateChild(parent, "c", parent.Scopes, ApiKeyRestrictions.None, [1], now: 100, lifetime: 50, maxUses: 7);

        Assert.Equal((OwnerId, parent.Id, 2), (child.OwnerId, child.ParentId!.Value, child.Depth));
        Assert.Equal((7, expiresAt), (child.MaxUses, child.ExpiresAt));
    }

    [Theory]
    [InlineData(90L, null, 50L, null, 50L, null)]
    [InlineData(90L, null, 95L, null, 90L, null)]
    [InlineData(90L, 80L, 95L, 70L, 90L, 70L)]
    [InlineData(90L, 60L, null, 70L, 90L, 60L)]
    public void A_child_ends_when_it_or_its_parent_ends(
        long? ownEnd,
        long? ownRevocation,
        long? parentEnd,
        long? parentRevocation,
        long? end,
        long? revocation
    )
    {
        var parent = Key(parent: null) with { ExpiresAt = parentEnd, RevokedAt = parentRevocation };
        var child = Key(parent) with { ExpiresAt = ownEnd, RevokedAt = ownRevocation };

        var ended = child.EndWithAncestors(ById(parent), sessionKeyId: null)!;

        Assert.Equal((end, revocation), (ended.EndsAt, ended.RevokedAt));
    }

    [Fact]
    public void The_earliest_end_of_all_ancestors_counts()
    {
        var first = Key(parent: null) with { RetiresAt = 40 };
        var second = Key(first) with { ExpiresAt = 60 };
        var third = Key(second) with { ExpiresAt = 50 };

        Assert.Equal(40, third.EndWithAncestors(ById(first, second), sessionKeyId: null)!.EndsAt);
    }

    [Fact]
    public void A_child_of_the_session_key_needs_no_row_of_its_parent()
    {
        var session = Guid.NewGuid();
        var child = Key(parent: null) with { ParentId = session, Depth = 1, ExpiresAt = 50 };
        var grandchild = Key(child) with { ExpiresAt = 60 };

        Assert.Equal(50, grandchild.EndWithAncestors(ById(child), session)!.EndsAt);
        Assert.Null(grandchild.EndWithAncestors(ById(child), Guid.NewGuid()));
        Assert.Null(grandchild.EndWithAncestors(ById(child), sessionKeyId: null));
        Assert.Null((child with { Depth = 2 }).EndWithAncestors(ById(), session));
    }

    [Fact]
    public void Keys_that_are_each_others_parents_have_ended()
    {
        var one = Key(parent: null) with { ParentId = Guid.NewGuid(), Depth = 1 };
        var other = Key(one) with { Id = one.ParentId!.Value, Depth = 2 };

        Assert.Null(one.EndWithAncestors(ById(one, other), sessionKeyId: null));
        Assert.Null(other.EndWithAncestors(ById(one, other), sessionKeyId: null));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void A_key_is_used_up_by_its_last_use(int uses, bool hasUses)
    {
        Assert.Equal(!hasUses, (Key(parent: null) with { MaxUses = 7, Uses = uses }).IsUsedUp);
        Assert.False((Key(parent: null) with { Uses = uses }).IsUsedUp);
    }

    [Fact]
    public void A_child_is_listed_for_a_day_after_its_end_and_another_key_forever()
    {
        const long End = 50;
        var child = Key(Key(parent: null)) with { ExpiresAt = 70, RevokedAt = End };

        Assert.True(child.IsListed(End + ApiKey.ChildrenListedFor - 1));
        Assert.False(child.IsListed(End + ApiKey.ChildrenListedFor));
        Assert.True((child with { ParentId = null }).IsListed(long.MaxValue));
    }

    [Fact]
    public void A_key_with_limited_uses_grants_nothing() =>
        Assert.False(
            new ApiKeyRights(Scopes.All, ApiKeyRestrictions.None, EndsAt: null) { AreCounted = true }.CanGrant([], ApiKeyRestrictions.None)
        );

    private static ApiKey Key(ApiKey? parent) =>
        ApiKey.Create(OwnerId, "k", [Scopes.ListSecrets], [1], now: 1) with
        {
            ParentId = parent?.Id,
            Depth = parent is null ? 0 : parent.Depth + 1,
        };

    private static Dictionary<Guid, ApiKey> ById(params ApiKey[] keys) => keys.ToDictionary(key => key.Id);
}
