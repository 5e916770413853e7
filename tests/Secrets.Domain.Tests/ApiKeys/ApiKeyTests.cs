using Secrets.Domain.ApiKeys;

namespace Secrets.Domain.Tests.ApiKeys;

public sealed class ApiKeyTests
{
    private static readonly Guid OwnerId = Guid.NewGuid();

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(10L, null, 10L)]
    [InlineData(null, 7L, 7L)]
    [InlineData(10L, 7L, 7L)]
    [InlineData(7L, 10L, 7L)]
    public void A_key_ends_when_it_expires_or_retires(long? expiresAt, long? retiresAt, long? endsAt) =>
        Assert.Equal(endsAt, (Key(expiresAt) with { RetiresAt = retiresAt }).EndsAt);

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(11L, null, true)]
    [InlineData(10L, null, false)]
    [InlineData(null, 3L, false)]
    public void A_key_is_active_until_it_ends_or_is_revoked(long? expiresAt, long? revokedAt, bool isActive) =>
        Assert.Equal(isActive, (Key(expiresAt) with { RevokedAt = revokedAt }).IsActive(now: 10));

    [Fact]
    public void A_successor_has_the_name_and_scopes_of_its_parent_and_a_token_of_its_own()
    {
        var key = Key(expiresAt: null);

        var (retired, successor) = key.Rotate([2], now: 100, overlap: 5);

        Assert.Equal((OwnerId, "k", key.Scopes), (successor.OwnerId, successor.Name, successor.Scopes));
        Assert.Equal([2], successor.TokenHash);
        Assert.Equal(100, successor.CreatedAt);
        Assert.NotEqual(key.Id, successor.Id);
        Assert.Equal(key with { RetiresAt = 105 }, retired);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(11L, 110L)]
    public void Rotating_a_key_again_keeps_the_lifetime_of_the_original(long? expiresAt, long? successorExpiresAt)
    {
        var (retired, first) = Key(expiresAt).Rotate([2], now: 50, overlap: 60);
        var (_, second) = retired.Rotate([3], now: 100, overlap: 60);
        var (_, third) = first.Rotate([4], now: 100, overlap: 60);

        Assert.Equal(successorExpiresAt, second.EndsAt);
        Assert.Equal(successorExpiresAt, third.EndsAt);
    }

    [Fact]
    public void A_second_rotation_shortens_an_overlap_and_does_not_prolong_it()
    {
        var (retired, _) = Key(expiresAt: null).Rotate([2], now: 10, overlap: 10);

        Assert.Equal(20, retired.Rotate([3], now: 10, overlap: 20).Retired.EndsAt);
        Assert.Equal(15, retired.Rotate([3], now: 10, overlap: 5).Retired.EndsAt);
    }

    [Fact]
    public void Revoking_a_key_again_keeps_the_time_of_its_revocation()
    {
        var revoked = Key(expiresAt: null).Revoke(now: 5);

        Assert.Equal(5, revoked.RevokedAt);
        Assert.Equal(5, revoked.Revoke(now: 6).RevokedAt);
    }

    private static ApiKey Key(long? expiresAt) => ApiKey.Create(OwnerId, "k", [Scopes.ListSecrets], [1], now: 1, expiresAt);
}
