using Secrets.Domain.Owners;

namespace Secrets.Domain.Tests.Owners;

public sealed class OwnerKeyRotationTests
{
    private static readonly TimeSpan Later = OwnerKeyRotation.Overlap + TimeSpan.FromMicroseconds(1);

    [Fact]
    public void A_rotation_creates_the_next_version() => Assert.Equal(8, OwnerKeyRotation.Next([7]));

    [Fact]
    public void An_unfinished_rotation_is_continued() => Assert.Null(OwnerKeyRotation.Next([8, 7]));

    [Fact]
    public void Older_versions_may_be_destroyed_after_the_overlap()
    {
        Assert.True(Rotation(Later).MayDestroyOlder(failedValues: 0));
        Assert.False(Rotation(OwnerKeyRotation.Overlap).MayDestroyOlder(failedValues: 0));
    }

    [Fact]
    public void A_value_that_could_not_be_encrypted_again_keeps_the_older_versions() =>
        Assert.False(Rotation(Later).MayDestroyOlder(failedValues: 1));

    [Fact]
    public void The_run_that_created_a_version_never_destroys_the_older_ones() =>
        Assert.False((Rotation(Later) with { IsNew = true }).MayDestroyOlder(failedValues: 0));

    [Fact]
    public void The_overlap_is_longer_than_the_lifetime_of_cached_keys()
    {
        Assert.True(OwnerKeyRotation.Overlap > OwnerKeyRotation.CacheLifetime);
        Assert.Equal(1_000 + (long)OwnerKeyRotation.Overlap.TotalMicroseconds, Rotation(Later).KeptUntil);
    }

    private static OwnerKeyRotation Rotation(TimeSpan age) => new(Version: 2, CreatedAt: 1_000, age, IsNew: false);
}
