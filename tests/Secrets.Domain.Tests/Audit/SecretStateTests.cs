using Secrets.Domain.Audit;

namespace Secrets.Domain.Tests.Audit;

public sealed class SecretStateTests
{
    [Fact]
    public void Each_change_is_a_revision_and_each_value_is_a_version() =>
        Assert.Equal(
            new SecretState(SecretLife.Current, Version: 3, Revision: 4, Position: 4),
            After(
                TestEvents.At(1, AuditActions.CreateSecret, 1),
                TestEvents.At(2, AuditActions.SetValue, 2),
                TestEvents.At(3, AuditActions.UpdateSecret),
                TestEvents.At(4, AuditActions.SetValue, 3)
            )
        );

    [Fact]
    public void Deleting_keeps_the_revision_and_restoring_adds_one()
    {
        AuditEvent[] deleted = [TestEvents.At(1, AuditActions.CreateSecret, 1), TestEvents.At(2, AuditActions.DeleteSecret, 1)];

        Assert.Equal(new SecretState(SecretLife.Deleted, 1, 1, 2), After(deleted));
        Assert.Equal(new SecretState(SecretLife.Current, 2, 2, 3), After([.. deleted, TestEvents.At(3, AuditActions.RestoreSecret, 2)]));
        Assert.Equal(SecretLife.Destroyed, After([.. deleted, TestEvents.At(3, AuditActions.PurgeSecret, 1)])?.Life);
    }

    [Fact]
    public void The_revision_is_unknown_if_the_first_events_are_unknown() =>
        Assert.Equal(
            new SecretState(SecretLife.Current, Version: 7, Revision: null, Position: 2),
            After(TestEvents.At(1, AuditActions.UpdateSecret), TestEvents.At(2, AuditActions.SetValue, 7))
        );

    [Fact]
    public void Destroying_a_version_is_a_revision_and_keeps_the_version()
    {
        AuditEvent[] destroyed =
        [
            TestEvents.At(1, AuditActions.CreateSecret, 1),
            TestEvents.At(2, AuditActions.SetValue, 2),
            TestEvents.At(3, AuditActions.DestroyVersion, 1),
        ];

        var state = After([.. destroyed, TestEvents.At(4, AuditActions.SetValue, 3), TestEvents.At(5, AuditActions.DestroyVersion, 2)]);

        var first = After(destroyed);
        Assert.Equal((SecretLife.Current, 2L, 3L), (first!.Life, first.Version!.Value, first.Revision!.Value));
        Assert.Equal((3L, 5L), (state!.Version!.Value, state.Revision!.Value));
        Assert.Equal([1, 2], state.DestroyedVersions);
    }

    [Fact]
    public void A_destroyed_version_is_known_even_if_the_earlier_events_are_not()
    {
        var state = After(TestEvents.At(1, AuditActions.DestroyVersion, 4));

        Assert.Equal((null, null), (state!.Version, state.Revision));
        Assert.Equal([4], state.DestroyedVersions);
    }

    [Fact]
    public void Reading_a_secret_changes_nothing() => Assert.Null(After(TestEvents.At(1, AuditActions.RevealSecret, 1)));

    private static SecretState? After(params AuditEvent[] events) => events.Aggregate((SecretState?)null, SecretState.After);
}
