using Secrets.Domain.ApiKeys;

namespace Secrets.Domain.Tests;

public sealed class ApiKeyLifetimeTests
{
    [Theory]
    [InlineData(null, null, null)]
    [InlineData(10L, null, 10L)]
    [InlineData(null, 7L, 7L)]
    [InlineData(10L, 7L, 7L)]
    [InlineData(7L, 10L, 7L)]
    public void A_key_ends_at_the_earlier_of_its_ends(long? expiresAt, long? retiresAt, long? endsAt) =>
        Assert.Equal(endsAt, new ApiKeyLifetime(1, expiresAt, retiresAt).EndsAt);

    [Theory]
    [InlineData(null, null)]
    [InlineData(11L, 110L)]
    public void A_successor_lives_as_long_as_the_original_however_often_that_was_rotated(long? expiresAt, long? successorExpiresAt)
    {
        var original = new ApiKeyLifetime(1, expiresAt);

        Assert.Equal(new ApiKeyLifetime(100, successorExpiresAt), original.SuccessorAt(100));
        Assert.Equal(new ApiKeyLifetime(100, successorExpiresAt), original.Retire(5).SuccessorAt(100));
        Assert.Equal(new ApiKeyLifetime(100, successorExpiresAt), original.Retire(5).SuccessorAt(50).Retire(60).SuccessorAt(100));
    }

    [Fact]
    public void A_second_rotation_shortens_an_overlap_and_does_not_prolong_it()
    {
        var rotated = new ApiKeyLifetime(1, null).Retire(20);

        Assert.Equal(20, rotated.Retire(30).EndsAt);
        Assert.Equal(10, rotated.Retire(10).EndsAt);
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(10L, null, false)]
    [InlineData(10L, 10L, false)]
    [InlineData(11L, 10L, true)]
    [InlineData(null, 10L, true)]
    public void A_key_outlives_another_if_it_ends_later_or_never(long? endsAt, long? endOfAnother, bool outlives) =>
        Assert.Equal(outlives, new ApiKeyLifetime(1, endsAt).Outlives(endOfAnother));
}
