using Secrets.Domain.Secrets;

namespace Secrets.Domain.Tests.Secrets;

public sealed class SecretTests
{
    private static readonly Guid Key = Guid.NewGuid();
    private static readonly Guid OtherKey = Guid.NewGuid();

    private static Secret New() => Secret.Create(Guid.NewGuid(), Guid.NewGuid(), "TOKEN", new SecretMetadata("for CI"), Key, now: 100);

    [Fact]
    public void A_new_secret_has_version_and_revision_1()
    {
        var secret = New();

        Assert.Equal((1, 1), (secret.Version, secret.Revision));
        Assert.Equal((100, 100, 100), (secret.CreatedAt, secret.UpdatedAt, secret.ValueCreatedAt));
        Assert.Equal(Key, secret.ValueCreatedBy);
    }

    [Fact]
    public void An_update_keeps_the_value_and_the_version()
    {
        var secret = New();

        var updated = secret.Update("TOKEN_2", SecretMetadata.None, now: 200);

        Assert.Equal(secret with { Name = "TOKEN_2", Description = null, Revision = 2, State = updated.State, UpdatedAt = 200 }, updated);
    }

    [Fact]
    public void A_new_value_raises_the_version_and_keeps_the_creation_time()
    {
        var secret = New();

        var changed = secret.SetValue(new SecretMetadata("for deploys"), OtherKey, now: 200);

        Assert.Equal((2, 2), (changed.Version, changed.Revision));
        Assert.Equal((100, 200, 200), (changed.CreatedAt, changed.UpdatedAt, changed.ValueCreatedAt));
        Assert.Equal(("for deploys", OtherKey), (changed.Description, changed.ValueCreatedBy));
    }

    [Fact]
    public void Destroying_an_old_version_is_a_change_that_keeps_the_value()
    {
        var secret = New().SetValue(SecretMetadata.None, Key, now: 200);

        var changed = secret.DestroyVersion(1, now: 300)!;

        Assert.Equal(secret with { Revision = 3, State = changed.State, UpdatedAt = 300 }, changed);
        Assert.NotEqual(secret.State, changed.State);
    }

    [Fact]
    public void The_current_version_cannot_be_destroyed_alone() => Assert.Null(New().DestroyVersion(1, now: 200));

    [Fact]
    public void Every_change_creates_a_new_state()
    {
        var secret = New();

        var states = new[]
        {
            secret.State,
            New().State,
            secret.Update(secret.Name, secret.Metadata, now: 200).State,
            secret.SetValue(secret.Metadata, Key, now: 200).State,
        };

        Assert.Equal(states.Length, states.Distinct().Count());
    }

    [Fact]
    public void The_address_of_a_value_changes_with_the_name_and_the_version()
    {
        var secret = New();

        Assert.Equal(new SecretAddress(secret.OwnerId, secret.Id, 1, "TOKEN"), secret.Address);
        Assert.Equal(secret.Address with { Version = 2 }, secret.SetValue(SecretMetadata.None, Key, now: 200).Address);
        Assert.Equal(secret.Address with { Name = "OTHER" }, secret.Update("OTHER", SecretMetadata.None, now: 200).Address);
    }

    [Fact]
    public void A_restored_secret_is_a_new_revision_of_the_deleted_secret()
    {
        var deleted = new DeletedSecret
        {
            OwnerId = Guid.NewGuid(),
            Id = Guid.NewGuid(),
            Name = "TOKEN",
            Description = "for CI",
            Version = 3,
            Revision = 7,
            CreatedAt = 100,
            DeletedAt = 300,
        };

        var restored = deleted.Restore(new SecretVersion(3, 200, Key), now: 400);

        Assert.Equal(
            (deleted.OwnerId, deleted.Id, "TOKEN", "for CI"),
            (restored.OwnerId, restored.Id, restored.Name, restored.Description)
        );
        Assert.Equal((3, 8), (restored.Version, restored.Revision));
        Assert.Equal((100, 400, 200), (restored.CreatedAt, restored.UpdatedAt, restored.ValueCreatedAt));
        Assert.Equal(Key, restored.ValueCreatedBy);
    }
}
