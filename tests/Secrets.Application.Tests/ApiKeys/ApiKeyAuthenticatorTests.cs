using Secrets.Application.ApiKeys;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Application.Tests.ApiKeys;

public sealed class ApiKeyAuthenticatorTests : IDisposable
{
    private readonly InMemoryApiKeys _keys = new();
    private readonly TestHasher _hasher = new();
    private readonly ManualTime _time = new();
    private readonly ApiKeyCache _cache;
    private readonly UnknownKeyLimit _unknown = new();
    private readonly ServiceMetrics _metrics;
    private readonly string _token = ApiKeyToken.Generate();

    public ApiKeyAuthenticatorTests()
    {
        _cache = new ApiKeyCache(_time);
        _metrics = new ServiceMetrics();
        Authenticator = Create(sessionToken: null);
    }

    private ApiKeyAuthenticator Authenticator { get; }

    public void Dispose()
    {
        _unknown.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task A_key_is_cached_for_a_minute()
    {
        var key = Store();

        var (found, _) = await AuthenticateAsync();
        await AuthenticateAsync();
        Assert.Equal((key.Id, key.OwnerId, key.EndsAt, 1), (found!.Id, found.OwnerId, found.EndsAt, _keys.Reads));

        _time.Advance(TimeSpan.FromSeconds(60));
        await AuthenticateAsync();
        Assert.Equal(2, _keys.Reads);
    }

    [Fact]
    public async Task A_cached_key_ends_when_it_expires()
    {
        Store(expiresAt: _keys.Now + 2_000_000);
        Assert.NotNull((await AuthenticateAsync()).Key);

        (_keys.Now, var expired) = (_keys.Now + 2_000_000, TimeSpan.FromSeconds(2));
        _time.Advance(expired);

        Assert.Equal((null, AuthenticationFailure.Expired), await AuthenticateAsync());
    }

    [Fact]
    public async Task A_key_that_this_process_revokes_is_refused_at_once()
    {
        var key = Store();
        await AuthenticateAsync();
        _keys.Keys[0] = _hasher.Sign(key.Revoke(now: 1));
        Assert.NotNull((await AuthenticateAsync()).Key);

        _cache.Invalidate(key.OwnerId);

        Assert.Equal((null, AuthenticationFailure.Revoked), await AuthenticateAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_that_another_process_revokes_is_refused_after_the_next_poll(bool isOwnerKnown)
    {
        var key = Store();
        await AuthenticateAsync();
        _keys.Keys[0] = _hasher.Sign(key.Revoke(now: 1));
        _keys.Changes = new ApiKeyChanges(Count: 2, isOwnerKnown ? [key.OwnerId] : null);

        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.NotNull((await AuthenticateAsync()).Key);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((null, AuthenticationFailure.Revoked), await AuthenticateAsync());
    }

    [Fact]
    public async Task Changes_to_keys_of_another_owner_do_not_invalidate_a_key()
    {
        Store();
        await AuthenticateAsync();
        _keys.Changes = new ApiKeyChanges(Count: 2, [Guid.NewGuid()]);

        _time.Advance(TimeSpan.FromSeconds(5));
        await AuthenticateAsync();

        Assert.Equal(1, _keys.Reads);
    }

    [Fact]
    public async Task The_reason_of_a_refusal_is_known()
    {
        Assert.Equal((null, AuthenticationFailure.Unknown), await AuthenticateAsync());
        Assert.Equal((null, AuthenticationFailure.Malformed), await Authenticator.AuthenticateAsync("x", CancellationToken.None));
        var key = Store();
        _keys.Keys[0] = key with { Scopes = Scopes.All };
        Assert.Equal((null, AuthenticationFailure.Tampered), await AuthenticateAsync());
    }

    [Fact]
    public async Task The_session_key_has_every_scope_and_is_not_read()
    {
        var authenticator = Create("a session key that is long enough");

        var (session, _) = await authenticator.AuthenticateAsync("a session key that is long enough", CancellationToken.None);
        var (other, _) = await authenticator.AuthenticateAsync("another", CancellationToken.None);

        Assert.Equal((Owner.Default.Id, null), (session!.OwnerId, session.EndsAt));
        Assert.Equal(Scopes.All, session.Scopes);
        Assert.Null(other);
        Assert.Equal(0, _keys.Reads);
    }

    [Fact]
    public async Task A_child_ends_with_its_parent_and_is_cached_until_then()
    {
        var end = _keys.Now + 2_000_000;
        StoreWithParent(expiresAt: _keys.Now + 50_000_000, parentEnd: end, maxUses: null);

        Assert.Equal(end, (await AuthenticateAsync()).Key!.EndsAt);
        await AuthenticateAsync();
        Assert.Equal(1, _keys.Reads);

        _keys.Now = end;
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((null, AuthenticationFailure.Expired), await AuthenticateAsync());
    }

    [Fact]
    public async Task A_child_is_refused_if_its_parent_is_edited_or_gone()
    {
        var parent = StoreWithParent(expiresAt: 50_000_000, parentEnd: null, maxUses: null);
        _keys.Keys[0] = parent with { RevokedAt = null, Scopes = Scopes.All };
        Assert.Equal((null, AuthenticationFailure.Tampered), await AuthenticateAsync());

        _keys.Keys.RemoveAt(0);
        Assert.Equal((null, AuthenticationFailure.Revoked), await AuthenticateAsync());
    }

    [Fact]
    public async Task A_key_of_limited_uses_is_read_every_time_and_refused_after_its_last_use()
    {
        StoreWithParent(expiresAt: 50_000_000, parentEnd: null, maxUses: 3);

        Assert.Equal(3, (await AuthenticateAsync()).Key!.MaxUses);
        Assert.NotNull((await AuthenticateAsync()).Key);
        Assert.Equal(2, _keys.Reads);

        _keys.Keys[1] = _keys.Keys[1] with { Uses = 3 };
        Assert.Equal((null, AuthenticationFailure.Expired), await AuthenticateAsync());
    }

    [Fact]
    public async Task Children_that_nobody_uses_leave_the_cache_and_other_keys_do_not()
    {
        Store();
        await AuthenticateAsync();
        _time.Advance(TimeSpan.FromMinutes(11));
        _cache.RemoveIdleChildren();
        Assert.True(_cache.Find(_hasher.HashOf(_token)).IsKnown);

        _keys.Keys.Clear();
        StoreWithParent(expiresAt: 50_000_000, parentEnd: null, maxUses: null);
        await AuthenticateAsync();
        _cache.RemoveIdleChildren();
        Assert.True(_cache.Find(_hasher.HashOf(_token)).IsKnown);
        _time.Advance(TimeSpan.FromMinutes(11));
        _cache.RemoveIdleChildren();
        Assert.False(_cache.Find(_hasher.HashOf(_token)).IsKnown);
    }

    /// <summary>Stores a parent, and a child that has the token.</summary>
    private ApiKey StoreWithParent(long expiresAt, long? parentEnd, int? maxUses)
    {
        var parent = _hasher.Sign(ApiKey.Create(Owner.Default.Id, "p", [Scopes.ListSecrets], new byte[32], now: 1, parentEnd));
        var authenticated = new AuthenticatedKey(parent.Id, parent.OwnerId, parent.Scopes);
        var child = ApiKey.CreateChild(
            authenticated,
            "c",
            parent.Scopes,
            ApiKeyRestrictions.None,
            _hasher.HashOf(_token),
            now: 1,
            expiresAt - 1,
            maxUses
        );
        _keys.Keys.AddRange([parent, _hasher.Sign(child)]);
        return parent;
    }

    private ApiKey Store(long? expiresAt = null)
    {
        var key = _hasher.Sign(ApiKey.Create(Owner.Default.Id, "k", [Scopes.ListSecrets], _hasher.HashOf(_token), now: 1, expiresAt));
        _keys.Keys.Add(key);
        return key;
    }

    private ValueTask<(AuthenticatedKey? Key, AuthenticationFailure Failure)> AuthenticateAsync() =>
        Authenticator.AuthenticateAsync(_token, CancellationToken.None);

    private ApiKeyAuthenticator Create(string? sessionToken) =>
        new(
            _keys,
            _hasher,
            new SessionApiKey(sessionToken),
            _cache,
            new ApiKeyChangePoller(_keys, _cache, _time),
            _unknown,
            new ApiKeyUses(_keys, _time),
            _metrics
        );

    private sealed class ManualTime : TimeProvider
    {
        private long _timestamp = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _timestamp;

        public void Advance(TimeSpan by) => _timestamp += by.Ticks;
    }
}
