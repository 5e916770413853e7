using Secrets.Domain.Secrets;

namespace Secrets.Domain.Tests.Secrets;

public sealed class SecretMetadataTests
{
    private const long Day = 86_400_000_000;

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(5 * Day, null, 5 * Day)]
    [InlineData(null, 3L, 4 * Day)]
    [InlineData(5 * Day, 3L, 4 * Day)]
    [InlineData(3 * Day, 3L, 3 * Day)]
    public void A_value_is_due_when_it_expires_or_has_reached_its_age(long? expiresAt, long? rotateEveryDays, long? due) =>
        Assert.Equal(due, (SecretMetadata.None with { ExpiresAt = expiresAt, RotateEveryDays = rotateEveryDays }).DueOf(Day));

    [Fact]
    public void A_new_value_moves_the_time_by_age_and_keeps_the_other_metadata()
    {
        var metadata = new SecretMetadata("d") { RotateEveryDays = 1, IsCanary = true, Labels = SecretLabels.Parse("a=b") };
        var secret = Secret.Create(Guid.NewGuid(), Guid.NewGuid(), "N", metadata, Guid.NewGuid(), now: 0, [SecretWarning.ValueShort]);

        var changed = secret.SetValue(secret.Metadata, Guid.NewGuid(), now: 7);

        Assert.Equal((Day, Day + 7), (secret.DueAt, changed.DueAt));
        Assert.Equal(metadata, changed.Metadata);
        Assert.Equal([SecretWarning.ValueShort], secret.Warnings);
        Assert.Empty(changed.Warnings);
    }

    [Fact]
    public void Metadata_is_read_from_the_columns_of_its_row()
    {
        var metadata = new SecretMetadata("d") { ExpiresAt = 1, RotateEveryDays = 2, IsCanary = true, Labels = SecretLabels.Parse("a=b") };
        var secret = Secret.Create(Guid.NewGuid(), Guid.NewGuid(), "N", metadata, Guid.NewGuid(), now: 0, [SecretWarning.ValueCommon]);

        var read = secret with
        {
            Metadata = SecretMetadata.None,
            ValueWarnings = [],
            Description = secret.Description,
            LabelText = secret.LabelText,
            ExpiresAt = secret.ExpiresAt,
            RotateEveryDays = secret.RotateEveryDays,
            Canary = secret.Canary,
            ValueWarningBits = secret.ValueWarningBits | 1L << 62,
        };

        Assert.Equal(metadata, read.Metadata);
        Assert.Equal(secret.ValueWarnings, read.ValueWarnings);
    }
}
