using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Application.ApiKeys;

/// <summary>Tells which API key a token is, if it is one.</summary>
public sealed class ApiKeyAuthenticator(IApiKeyStore store, IApiKeyHasher hasher, SessionApiKey sessionKey, TimeProvider time)
{
    /// <summary>A revocation elsewhere is heeded after this time at the latest.</summary>
    private static readonly TimeSpan CacheLifetime = TimeSpan.FromSeconds(5);

    private const int MaxCached = 10_000;

    private readonly ConcurrentDictionary<(UInt128, UInt128), CachedKey> _cache = new();
    private readonly Lazy<byte[]?> _sessionLookup = new(() => sessionKey.Token is { } token ? hasher.LookupOf(token) : null);

    public async ValueTask<ApiKey?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        var wellFormed = ApiKeyToken.IsWellFormed(token);
        if (!wellFormed && sessionKey.Token is null)
        {
            return null;
        }

        var lookup = hasher.LookupOf(token);
        if (_sessionLookup.Value is { } sessionLookup && CryptographicOperations.FixedTimeEquals(lookup, sessionLookup))
        {
            return new ApiKey(new Guid(sessionLookup.AsSpan(0, 16)), Owner.Default.Id, "SESSION_API_KEY", Scopes.All);
        }

        return wellFormed ? await FindAsync(lookup, cancellationToken) : null;
    }

    private async ValueTask<ApiKey?> FindAsync(byte[] lookup, CancellationToken cancellationToken)
    {
        var halves = MemoryMarshal.Cast<byte, UInt128>(lookup);
        var cacheKey = (halves[0], halves[1]);
        if (_cache.TryGetValue(cacheKey, out var cached))
        {
            if (cached.Until > time.GetTimestamp())
            {
                return cached.Key;
            }

            _cache.TryRemove(cacheKey, out _);
        }

        var readAt = time.GetTimestamp();
        if (await store.FindAsync(lookup, cancellationToken) is not { RevokedAt: null, ExpiresIn: null or > 0 } row
            || !CryptographicOperations.FixedTimeEquals(row.Mac, hasher.MacOf(row)))
        {
            return null;
        }

        var key = new ApiKey(row.Id, row.OwnerId, row.Name, row.Scopes.Split(' '));
        var lifetime = row.ExpiresIn is { } expiresIn ? Min(CacheLifetime, TimeSpan.FromMicroseconds(expiresIn)) : CacheLifetime;
        if (_cache.Count >= MaxCached)
        {
            _cache.Clear();
        }

        _cache[cacheKey] = new CachedKey(key, readAt + (long)(lifetime.TotalSeconds * time.TimestampFrequency));
        return key;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private readonly record struct CachedKey(ApiKey Key, long Until);
}
