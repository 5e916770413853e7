using System.Text;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.DestroyDeletedSecret;
using Secrets.Application.Secrets.DestroyVersion;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Tests.Secrets;

public sealed class DestroyHandlerTests
{
    private static readonly Caller Caller = Caller.Operator with { KeyId = Guid.NewGuid() };

    private readonly InMemorySecrets _secrets = new();
    private readonly RecordedEvents _recorded = new();

    [Fact]
    public async Task An_old_version_is_destroyed_with_an_event()
    {
        var secret = await StoreTwoVersionsAsync();

        Assert.Equal(DestroyVersionResult.Destroyed, await DestroyAsync(version: 1));

        Assert.Equal((3L, 2L), (Assert.Single(_secrets.Secrets).Revision, _secrets.Secrets[0].Version));
        Assert.Null(await _secrets.FindValueAsync(Caller.Reach, "TOKEN", 1, CancellationToken.None));
        Assert.NotNull(await _secrets.FindValueAsync(Caller.Reach, "TOKEN", 2, CancellationToken.None));
        Assert.Equal(
            (AuditActions.DestroyVersion, secret.Id, 1L, Caller.KeyId),
            _secrets.Events.Select(e => (e.Action, e.SecretId!.Value, e.Version!.Value, e.KeyId)).Last()
        );
        Assert.Equal(DestroyVersionResult.NotFound, await DestroyAsync(version: 1));
    }

    [Fact]
    public async Task The_current_version_is_not_destroyed_alone()
    {
        await StoreTwoVersionsAsync();

        Assert.Equal(DestroyVersionResult.IsCurrent, await DestroyAsync(version: 2));

        Assert.Equal(2, Assert.Single(_secrets.Secrets).Revision);
        Assert.Equal(2, _secrets.Events.Count);
    }

    [Fact]
    public async Task An_absent_secret_or_version_is_not_found()
    {
        Assert.Equal(DestroyVersionResult.NotFound, await DestroyAsync(version: 1));
        await StoreTwoVersionsAsync();

        Assert.Equal(DestroyVersionResult.NotFound, await DestroyAsync(version: 3));
        Assert.Equal(2, _secrets.Events.Count);
    }

    [Fact]
    public async Task A_version_that_another_request_destroyed_first_is_not_found()
    {
        await StoreTwoVersionsAsync();
        _secrets.ChangeAfterRead = secret =>
        {
            var changed = secret.DestroyVersion(1, now: 5)!;
            _secrets.DestroyVersionAsync(changed, 1, _secrets.Events[0]).GetAwaiter().GetResult();
            return changed;
        };

        Assert.Equal(DestroyVersionResult.NotFound, await DestroyAsync(version: 1));
    }

    [Fact]
    public async Task A_failed_precondition_destroys_nothing()
    {
        await StoreTwoVersionsAsync();
        var other = new Precondition(new SecretStates([Guid.NewGuid()]), NoneMatch: null);

        await Assert.ThrowsAsync<PreconditionFailedException>(() => DestroyAsync(version: 1, other));

        Assert.NotNull(await _secrets.FindValueAsync(Caller.Reach, "TOKEN", 1, CancellationToken.None));
    }

    [Fact]
    public async Task A_deleted_secret_is_destroyed_once_with_the_event_of_a_purge()
    {
        var deleted = new InMemoryDeletedSecrets(Caller.OwnerId);
        var limits = new SecretLimits(MaxValueBytes: 1024, VersionsKept: 10, TimeSpan.FromDays(7));
        var handler = new DestroyDeletedSecretHandler(deleted, limits, _recorded.Trail);
        var command = new DestroyDeletedSecretCommand(Caller, deleted.Secret!.Id);

        Assert.True(await handler.Handle(command, CancellationToken.None));
        Assert.False(await handler.Handle(command, CancellationToken.None));

        var purged = Assert.Single(deleted.Events);
        Assert.Equal((AuditActions.PurgeSecret, Caller.KeyId, 3L), (purged.Action, purged.KeyId, purged.Version!.Value));
    }

    private Task<DestroyVersionResult> DestroyAsync(long version, Precondition? precondition = null) =>
        new DestroyVersionHandler(TestWriter.Over(_secrets, _recorded.Trail), _secrets, _recorded.Trail, TimeProvider.System).Handle(
            new DestroyVersionCommand(Caller, "TOKEN", version, precondition),
            CancellationToken.None
        );

    private async Task<Secret> StoreTwoVersionsAsync()
    {
        var created = Secret.Create(Caller.OwnerId, Guid.NewGuid(), "TOKEN", SecretMetadata.None, Caller.KeyId, now: 1);
        await _secrets.AddAsync(Caller.Reach, created, Encoding.UTF8.GetBytes("1"), EventOf(AuditActions.CreateSecret, created));
        var changed = created.SetValue(SecretMetadata.None, Caller.KeyId, now: 2);
        await _secrets.SetValueAsync(changed, Encoding.UTF8.GetBytes("2"), 10, EventOf(AuditActions.SetValue, changed));
        return changed;
    }

    private AuditEvent EventOf(string action, Secret secret) => _recorded.Trail.EventOf(Caller, action, secret.Id, secret.Version);
}
