using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Application.ApiKeys;

/// <summary>Tells which API key a token is, if it is one.</summary>
public sealed class ApiKeyAuthenticator(
    IApiKeyRepository repository,
    IApiKeyHasher hasher,
    ApiKeyUses uses,
    SessionApiKey sessionKey,
    ServiceMetrics metrics,
    TimeProvider time
) : IDisposable
{
    private const int MaxCached = 100_000;
    private const int MaxUnknownLookups = 4;
    private const int MaxInvalidations = 10_000;

    /// <summary>A key revoked elsewhere is refused after this time at the latest.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    /// <summary>A key is then read again, though none has changed, and its use noted.</summary>
    private static readonly TimeSpan CacheLifetime = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<(UInt128, UInt128), CachedKey> _cache = new();
    private readonly Lazy<Session?> _session = new(() => sessionKey.Token is { } token ? Session.Create(hasher.HashOf(token)) : null);

    // A flood of keys that nobody has waits here, and leaves the database to keys that have been seen.
    private readonly SemaphoreSlim _unknown = new(MaxUnknownLookups);

    // Counts invalidations. What was read before the last one of its owner, or of all owners, is stale.
    private readonly ConcurrentDictionary<Guid, long> _ownerInvalidations = new();
    private long _invalidations;
    private long _invalidationOfAll;
    private long? _changesStored;
    private long _lookAgainAt;
    private readonly Lock _looking = new();
    private Task _look = Task.CompletedTask;

    /// <returns>The key, or else why it is none.</returns>
    public async ValueTask<(ApiKey? Key, AuthenticationFailure Failure)> AuthenticateAsync(
        string token,
        CancellationToken cancellationToken
    )
    {
        var wellFormed = ApiKeyToken.IsWellFormed(token);
        if (!wellFormed && sessionKey.Token is null)
        {
            return (null, AuthenticationFailure.Malformed);
        }

        var tokenHash = hasher.HashOf(token);
        if (_session.Value is { } session && CryptographicOperations.FixedTimeEquals(tokenHash, session.TokenHash))
        {
            return (session.Key, default);
        }

        if (!wellFormed)
        {
            return (null, AuthenticationFailure.Malformed);
        }

        if (time.GetTimestamp() >= Volatile.Read(ref _lookAgainAt))
        {
            await LookForChanges().WaitAsync(cancellationToken);
        }

        var isKnown = _cache.TryGetValue(CacheKey(tokenHash), out var cached);
        var isCached = isKnown && cached.Until > time.GetTimestamp() && IsFresh(cached);
        metrics.ApiKeyLookedUp(isCached);
        if (isKnown)
        {
            return isCached ? (cached.Key, default) : await FindAsync(tokenHash, cancellationToken);
        }

        await _unknown.WaitAsync(cancellationToken);
        try
        {
            return await FindAsync(tokenHash, cancellationToken);
        }
        finally
        {
            _unknown.Release();
        }
    }

    /// <summary>Makes this replica read the owner's keys again, of which one was changed.</summary>
    public void InvalidateKeysOf(Guid ownerId)
    {
        if (_ownerInvalidations.Count >= MaxInvalidations)
        {
            InvalidateAll();
        }

        var number = Interlocked.Increment(ref _invalidations);
        _ownerInvalidations.AddOrUpdate(ownerId, number, (_, earlier) => Math.Max(earlier, number));
    }

    public void Dispose() => _unknown.Dispose();

    private Task LookForChanges()
    {
        lock (_looking)
        {
            return _look = _look.IsCompleted ? LookForChangesAsync() : _look;
        }
    }

    private async Task LookForChangesAsync()
    {
        var lookedAt = time.GetTimestamp();
        var changes = await repository.FindChangesAsync(_changesStored, CancellationToken.None);
        if (changes.Owners is null)
        {
            InvalidateAll();
        }

        foreach (var ownerId in changes.Owners ?? [])
        {
            InvalidateKeysOf(ownerId);
        }

        _changesStored = changes.Count;
        Volatile.Write(ref _lookAgainAt, After(lookedAt, BetweenLooks));
    }

    private void InvalidateAll()
    {
        Volatile.Write(ref _invalidationOfAll, Interlocked.Increment(ref _invalidations));
        _ownerInvalidations.Clear();
    }

    private bool IsFresh(in CachedKey cached) =>
        cached.Invalidations >= Volatile.Read(ref _invalidationOfAll)
        && (!_ownerInvalidations.TryGetValue(cached.Key.OwnerId, out var number) || cached.Invalidations >= number);

    private async ValueTask<(ApiKey? Key, AuthenticationFailure Failure)> FindAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        var cacheKey = CacheKey(tokenHash);
        var invalidations = Volatile.Read(ref _invalidations);
        var readAt = time.GetTimestamp();
        var row = await repository.FindAsync(tokenHash, cancellationToken);
        if (row is not { IsActive: true } || !hasher.IsSigned(row))
        {
            _cache.TryRemove(cacheKey, out _);
            return (
                null,
                row is null ? AuthenticationFailure.Unknown
                : !hasher.IsSigned(row) ? AuthenticationFailure.Tampered
                : row.RevokedAt is null ? AuthenticationFailure.Expired
                : AuthenticationFailure.Revoked
            );
        }

        uses.Note(row.OwnerId, row.Id);
        if (!_cache.ContainsKey(cacheKey) && _cache.Count >= MaxCached)
        {
            foreach (var other in _cache.Take(MaxCached / 100))
            {
                _cache.TryRemove(other);
            }
        }

        var key = new ApiKey(row.Id, row.OwnerId, row.ScopeList, row.Lifetime.EndsAt);
        var lifetime = row.ExpiresIn is { } expiresIn ? Min(CacheLifetime, TimeSpan.FromMicroseconds(expiresIn)) : CacheLifetime;
        _cache[cacheKey] = new CachedKey(key, After(readAt, lifetime), invalidations);
        return (key, default);
    }

    private static (UInt128, UInt128) CacheKey(byte[] tokenHash)
    {
        var halves = MemoryMarshal.Cast<byte, UInt128>(tokenHash);
        return (halves[0], halves[1]);
    }

    private long After(long timestamp, TimeSpan duration) => timestamp + (long)(duration.TotalSeconds * time.TimestampFrequency);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <param name="Invalidations">How many there had been when it was read.</param>
    private readonly record struct CachedKey(ApiKey Key, long Until, long Invalidations);

    private sealed record Session(byte[] TokenHash, ApiKey Key)
    {
        // The id tells one setting of the session key from another in what is logged about it.
        public static Session Create(byte[] tokenHash) =>
            new(tokenHash, new ApiKey(new Guid(tokenHash.AsSpan(0, 16)), Owner.Default.Id, Scopes.All));
    }
}
