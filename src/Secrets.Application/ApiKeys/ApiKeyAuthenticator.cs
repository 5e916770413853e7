using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Application.ApiKeys;

/// <summary>Tells which API key a token is, if it is one.</summary>
public sealed class ApiKeyAuthenticator(IApiKeyStore store, IApiKeyHasher hasher, ApiKeyUses uses, SessionApiKey sessionKey, ServiceMetrics metrics, TimeProvider time) : IDisposable
{
    private const int MaxCached = 100_000;
    private const int MaxUnknownLookups = 4;

    /// <summary>A revocation elsewhere is heeded after this time at the latest.</summary>
    private static readonly TimeSpan CacheLifetime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(UInt128, UInt128), CachedKey> _cache = new();
    private readonly Lazy<Session?> _session = new(() => sessionKey.Token is { } token ? Session.Create(hasher.LookupOf(token)) : null);

    // A flood of keys that nobody has waits here, and leaves the database to keys that have been seen.
    private readonly SemaphoreSlim _unknown = new(MaxUnknownLookups);
    private long _forgotten;

    /// <returns>The key, or else why it is none.</returns>
    public async ValueTask<(ApiKey? Key, AuthenticationFailure Failure)> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        var wellFormed = ApiKeyToken.IsWellFormed(token);
        if (!wellFormed && sessionKey.Token is null)
        {
            return (null, AuthenticationFailure.Malformed);
        }

        var lookup = hasher.LookupOf(token);
        if (_session.Value is { } session && CryptographicOperations.FixedTimeEquals(lookup, session.Lookup))
        {
            return (session.Key, default);
        }

        if (!wellFormed)
        {
            return (null, AuthenticationFailure.Malformed);
        }

        var isKnown = _cache.TryGetValue(CacheKey(lookup), out var cached);
        var isCached = isKnown && cached.Until > time.GetTimestamp();
        metrics.ApiKeyLookedUp(isCached);
        if (isKnown)
        {
            return isCached ? (cached.Key, default) : await FindAsync(lookup, cancellationToken);
        }

        await _unknown.WaitAsync(cancellationToken);
        try
        {
            return await FindAsync(lookup, cancellationToken);
        }
        finally
        {
            _unknown.Release();
        }
    }

    /// <summary>Makes this replica heed a change of the key at once.</summary>
    public void Forget(StoredApiKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Interlocked.Increment(ref _forgotten);
        _cache.TryRemove(CacheKey(key.Lookup), out _);
    }

    public void Dispose() => _unknown.Dispose();

    private async ValueTask<(ApiKey? Key, AuthenticationFailure Failure)> FindAsync(byte[] lookup, CancellationToken cancellationToken)
    {
        var cacheKey = CacheKey(lookup);
        var forgotten = Interlocked.Read(ref _forgotten);
        var readAt = time.GetTimestamp();
        var row = await store.FindAsync(lookup, cancellationToken);
        if (row is not { IsActive: true } || !hasher.IsSigned(row))
        {
            _cache.TryRemove(cacheKey, out _);
            return (null, row is null ? AuthenticationFailure.Unknown
                : !hasher.IsSigned(row) ? AuthenticationFailure.Tampered
                : row.RevokedAt is null ? AuthenticationFailure.Expired
                : AuthenticationFailure.Revoked);
        }

        uses.Note(row.OwnerId, row.Id);
        if (!_cache.ContainsKey(cacheKey) && _cache.Count >= MaxCached)
        {
            _cache.Clear();
        }

        var key = new ApiKey(row.Id, row.OwnerId, row.Name, row.ScopeList);
        var lifetime = row.ExpiresIn is { } expiresIn ? Min(CacheLifetime, TimeSpan.FromMicroseconds(expiresIn)) : CacheLifetime;
        _cache[cacheKey] = new CachedKey(key, readAt + (long)(lifetime.TotalSeconds * time.TimestampFrequency));
        if (forgotten != Interlocked.Read(ref _forgotten))
        {
            // Some key changed while this one was read; it may be this one.
            _cache.TryRemove(cacheKey, out _);
        }

        return (key, default);
    }

    private static (UInt128, UInt128) CacheKey(byte[] lookup)
    {
        var halves = MemoryMarshal.Cast<byte, UInt128>(lookup);
        return (halves[0], halves[1]);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private readonly record struct CachedKey(ApiKey Key, long Until);

    private sealed record Session(byte[] Lookup, ApiKey Key)
    {
        // The id tells one setting of the session key from another in what is logged about it.
        public static Session Create(byte[] lookup) => new(lookup, new ApiKey(new Guid(lookup.AsSpan(0, 16)), Owner.Default.Id, "SESSION_API_KEY", Scopes.All));
    }
}
