using Secrets.Application.ApiKeys;
using Secrets.Application.ApiKeys.CreateApiKey;
using Secrets.Application.ApiKeys.RevokeApiKey;
using Secrets.Application.ApiKeys.RotateApiKey;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;
using Secrets.Application.Owners;
using Secrets.Application.Tests.Audit;
using Secrets.Application.Validation;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;

namespace Secrets.Application.Tests.ApiKeys;

/// <summary>Tests the creation, rotation and revocation of keys without a database.</summary>
public sealed class ApiKeyHandlerTests
{
    private const long Hour = 3_600_000_000;

    private readonly InMemoryApiKeys _keys = new();
    private readonly TestHasher _hasher = new();
    private readonly AuditTrail _audit = new(
        new TestSigner(),
        new InMemoryAuditLog(),
        new OrderedIds(TimeProvider.System),
        TimeProvider.System
    );
    private readonly OwnerQuotas _quotas = new(new OwnerLimits(10, 10), new NoCounts(), TimeProvider.System);
    private readonly ApiKeyCache _cache = new(TimeProvider.System);
    private readonly OwnerResolver _owners;

    public ApiKeyHandlerTests() => _owners = new OwnerResolver(new NoOwners(), _audit);

    [Fact]
    public async Task A_created_key_is_stored_with_its_event_and_without_its_token()
    {
        var created = await CreateAsync(Caller.Operator, Scopes.ListSecrets);

        var stored = Assert.Single(_keys.Keys);
        Assert.Equal(created.Key, stored);
        Assert.True(_hasher.IsSigned(stored));
        Assert.Equal(_hasher.HashOf(created.Token), stored.TokenHash);
        Assert.Equal((AuditActions.CreateApiKey, stored.Id), (_keys.Events[0].Action, _keys.Events[0].SubjectKeyId));
    }

    [Fact]
    public async Task A_key_cannot_create_a_key_with_a_scope_that_it_lacks()
    {
        var caller = Caller.Operator with { Scopes = [Scopes.ManageKeys] };

        await Assert.ThrowsAsync<ForbiddenException>(() => CreateAsync(caller, Scopes.ListSecrets));

        Assert.Empty(_keys.Keys);
    }

    [Fact]
    public async Task Only_keys_of_the_default_owner_may_name_another_owner()
    {
        var caller = Caller.Operator with { OwnerId = Guid.NewGuid() };

        await Assert.ThrowsAsync<ForbiddenException>(() =>
            new RevokeApiKeyHandler(_owners, _keys, _hasher, _cache, _audit, TimeProvider.System).Handle(
                new RevokeApiKeyCommand(caller, "another", Guid.NewGuid()),
                CancellationToken.None
            )
        );
    }

    [Fact]
    public async Task Rotating_a_key_twice_keeps_it_without_expiry()
    {
        var key = (await CreateAsync(Caller.Operator, Scopes.ListSecrets)).Key;

        await RotateAsync(Caller.Operator, key.Id);
        var second = await RotateAsync(Caller.Operator, key.Id);

        Assert.Null(second!.Key.EndsAt);
        Assert.Equal(_keys.Now + (24 * Hour), _keys.Keys[0].EndsAt);
        Assert.Equal((key.Id, second.Key.Id), (_keys.Events[^1].SubjectKeyId, _keys.Events[^1].SuccessorKeyId));
    }

    [Fact]
    public async Task A_key_that_ended_by_the_clock_of_the_database_cannot_be_rotated()
    {
        var key = Store(expiresAt: _keys.Now);

        Assert.Null(await RotateAsync(Caller.Operator, key.Id));
        Assert.Null(await RotateAsync(Caller.Operator, Guid.NewGuid()));
    }

    [Fact]
    public async Task A_key_cannot_rotate_a_key_with_more_rights()
    {
        var key = Store(expiresAt: null);

        await Assert.ThrowsAsync<ForbiddenException>(() => RotateAsync(Caller.Operator with { Scopes = [Scopes.ManageKeys] }, key.Id));
        await Assert.ThrowsAsync<InvalidRequestException>(() => RotateAsync(Caller.Operator with { EndsAt = _keys.Now + 1 }, key.Id));

        Assert.Equal([key], _keys.Keys);
    }

    [Fact]
    public async Task Rotating_a_key_that_another_process_revokes_changes_nothing()
    {
        var key = Store(expiresAt: null);
        _keys.ChangeAfterRead = read => _hasher.Sign(read.Revoke(now: 5));

        Assert.Null(await RotateAsync(Caller.Operator, key.Id));

        Assert.Equal(5, Assert.Single(_keys.Keys).RevokedAt);
        Assert.Empty(_keys.Events);
    }

    [Fact]
    public async Task A_key_is_revoked_once()
    {
        var key = Store(expiresAt: null);

        Assert.True(await RevokeAsync(key.Id));
        var revokedAt = _keys.Keys[0].RevokedAt;
        Assert.True(await RevokeAsync(key.Id));
        Assert.False(await RevokeAsync(Guid.NewGuid()));

        Assert.NotNull(revokedAt);
        Assert.Equal(revokedAt, _keys.Keys[0].RevokedAt);
        Assert.Equal(AuditActions.RevokeApiKey, Assert.Single(_keys.Events).Action);
    }

    [Fact]
    public async Task A_key_that_was_edited_in_the_database_does_not_exist()
    {
        var key = Store(expiresAt: null);
        _keys.Keys[0] = key with { Scopes = Scopes.All };

        Assert.False(await RevokeAsync(key.Id));
        Assert.Null(await RotateAsync(Caller.Operator, key.Id));
    }

    private ApiKey Store(long? expiresAt)
    {
        var key = _hasher.Sign(ApiKey.Create(Owner.Default.Id, "k", [Scopes.ListSecrets], new byte[32], now: 1, expiresAt));
        _keys.Keys.Add(key);
        return key;
    }

    private Task<CreatedApiKey> CreateAsync(Caller caller, string scope) =>
        new CreateApiKeyHandler(_owners, _keys, _hasher, _quotas, _audit, TimeProvider.System).Handle(
            new CreateApiKeyCommand(
                caller,
                Submitted.Of("k"),
                Submitted.Of<IReadOnlyList<Submitted<string>>>([Submitted.Of(scope)]),
                new SubmittedRestrictions(default, default),
                default,
                default
            ),
            CancellationToken.None
        );

    private async Task<CreatedApiKey?> RotateAsync(Caller caller, Guid id) =>
        (
            await new RotateApiKeyHandler(_owners, _keys, _hasher, _cache, _quotas, _audit, new TestDatabaseClock(_keys)).Handle(
                new RotateApiKeyCommand(caller, Owner: null, id, default),
                CancellationToken.None
            )
        ).Created;

    private Task<bool> RevokeAsync(Guid id) =>
        new RevokeApiKeyHandler(_owners, _keys, _hasher, _cache, _audit, TimeProvider.System).Handle(
            new RevokeApiKeyCommand(Caller.Operator, Owner: null, id),
            CancellationToken.None
        );

    private sealed class TestDatabaseClock(InMemoryApiKeys keys) : IDatabaseClock
    {
        public Task<ClockReading> ReadAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new ClockReading(keys.Now, TimeSpan.Zero, DestroyAfter: 0));
    }

    private sealed class NoCounts : IOwnerCounts
    {
        public Task<long> CountSecretsAsync(Guid ownerId, CancellationToken cancellationToken) => Task.FromResult(0L);

        public Task<long> CountActiveApiKeysAsync(Guid ownerId, CancellationToken cancellationToken) => Task.FromResult(0L);

        public Task<long> CountChildKeysAsync(Guid ownerId, CancellationToken cancellationToken) => Task.FromResult(0L);
    }

    private sealed class NoOwners : IOwnerRepository
    {
        public Task<Owner?> FindAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> GetNameAsync(Guid ownerId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Owner> GetOrCreateAsync(string name, Func<Guid, AuditEvent> created, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<StoredOwner>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
