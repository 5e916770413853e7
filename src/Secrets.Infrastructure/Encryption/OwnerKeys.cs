using Secrets.Application;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Domain.Owners;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// Caches the unwrapped keys of owners. The newest version encrypts, all of them decrypt. They are read again after
/// <see cref="OwnerKeyRotation.CacheLifetime"/>, so that by then a new version is used and a destroyed one is not.
/// </summary>
internal sealed class OwnerKeys(OwnerKeyReader reader, Installation installation, ServiceMetrics metrics, TimeProvider time)
    : IOwnerKeys,
        IDisposable
{
    private static readonly TimeSpan Lifetime = OwnerKeyRotation.CacheLifetime;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, CachedOwnerKeys> _cache = [];

    // One for an owner at a time: concurrent misses become one call to a key management service.
    private readonly Dictionary<Guid, TaskCompletionSource<CachedOwnerKeys>> _reads = [];

    // A call may still use them. They are wiped later.
    private readonly List<(SymmetricKey Key, long Since)> _dropped = [];

    /// <exception cref="DecryptionFailedException">The owner's newest key cannot be unwrapped. No older one encrypts.</exception>
    /// <exception cref="OwnerShreddedException">The owner was shredded.</exception>
    public async ValueTask<SymmetricKey> NewestAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        var known = Current(ownerId)?.Newest;
        metrics.OwnerKeyLookedUp(known is not null);
        return known ?? (await ReadAsync(ownerId, cancellationToken)).Keys.Newest ?? throw new DecryptionFailedException();
    }

    /// <exception cref="DecryptionFailedException">The owner has no such key, or it cannot be unwrapped.</exception>
    /// <exception cref="OwnerShreddedException">The owner was shredded.</exception>
    public async ValueTask<SymmetricKey> FindAsync(Guid ownerId, KeyId id, CancellationToken cancellationToken)
    {
        var known = Current(ownerId)?.Find(id);
        metrics.OwnerKeyLookedUp(known is not null);
        if (known is not null)
        {
            return known;
        }

        var (keys, isShared) = await ReadAsync(ownerId, cancellationToken);
        if (keys.Find(id) is null && isShared)
        {
            // The shared read may have begun before the key was created.
            (keys, _) = await ReadAsync(ownerId, cancellationToken);
        }

        return keys.Find(id) ?? throw new DecryptionFailedException();
    }

    public async ValueTask<WrappedKey> CreateAsync(Guid ownerId, long version, CancellationToken cancellationToken)
    {
        using var key = SymmetricKey.Generate();
        return await installation.Ring.WrapOwnerKeyAsync(key, installation.Id, ownerId, version, cancellationToken);
    }

    public void Invalidate(Guid ownerId)
    {
        lock (_lock)
        {
            _reads.Remove(ownerId);
            Replace(ownerId, keys: null);
        }
    }

    public void DropIdle()
    {
        lock (_lock)
        {
            var idle = _cache.Where(entry => time.GetElapsedTime(entry.Value.ReadAt) > 2 * Lifetime).Select(entry => entry.Key);
            foreach (var ownerId in idle.ToList())
            {
                Replace(ownerId, keys: null);
            }

            foreach (var (key, _) in _dropped.Where(IsUnused))
            {
                key.Dispose();
            }

            _dropped.RemoveAll(IsUnused);
        }

        bool IsUnused((SymmetricKey Key, long Since) dropped) => time.GetElapsedTime(dropped.Since) > Lifetime;
    }

    public void Dispose()
    {
        foreach (var key in _cache.Values.SelectMany(entry => entry.Keys).Select(key => key.Key))
        {
            key.Dispose();
        }

        _dropped.ForEach(dropped => dropped.Key.Dispose());
    }

    private CachedOwnerKeys? Current(Guid ownerId)
    {
        lock (_lock)
        {
            return _cache.TryGetValue(ownerId, out var keys) && time.GetElapsedTime(keys.ReadAt) < Lifetime ? keys : null;
        }
    }

    /// <summary>Reads the owner's keys, or shares a read under way.</summary>
    private async Task<(CachedOwnerKeys Keys, bool IsShared)> ReadAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        TaskCompletionSource<CachedOwnerKeys>? read;
        bool isShared;
        lock (_lock)
        {
            isShared = _reads.TryGetValue(ownerId, out read);
            read ??= _reads[ownerId] = new TaskCompletionSource<CachedOwnerKeys>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (!isShared)
        {
            _ = RunAsync(ownerId, read);
        }

        return (await read.Task.WaitAsync(cancellationToken), isShared);
    }

    private async Task RunAsync(Guid ownerId, TaskCompletionSource<CachedOwnerKeys> read)
    {
        try
        {
            CachedOwnerKeys? known;
            lock (_lock)
            {
                known = _cache.GetValueOrDefault(ownerId);
            }

            var (keys, unwrapped) = await reader.ReadAsync(ownerId, known);
            var kept = Keep(ownerId, read, keys, unwrapped);
            End();
            read.SetResult(kept);
        }
        catch (Exception e)
        {
            if (e is OwnerShreddedException or DecryptionFailedException)
            {
                Invalidate(ownerId);
            }

            End();
            read.SetException(e);
        }

        // Before the result is known: a caller that misses a key in it starts another read.
        void End()
        {
            lock (_lock)
            {
                if (IsCurrent(ownerId, read))
                {
                    _reads.Remove(ownerId);
                }
            }
        }
    }

    // False if the keys were invalidated in the meantime.
    private bool IsCurrent(Guid ownerId, TaskCompletionSource<CachedOwnerKeys> read) =>
        _reads.TryGetValue(ownerId, out var current) && current == read;

    // Keys of an earlier read may be in use: they are kept, and their copies are wiped.
    private CachedOwnerKeys Keep(
        Guid ownerId,
        TaskCompletionSource<CachedOwnerKeys> read,
        CachedOwnerKeys keys,
        IReadOnlyList<SymmetricKey> unwrapped
    )
    {
        lock (_lock)
        {
            if (!IsCurrent(ownerId, read))
            {
                _dropped.AddRange(unwrapped.Select(key => (key, time.GetTimestamp())));
                return keys;
            }

            var known = _cache.GetValueOrDefault(ownerId);
            var kept =
                known?.ReadAt > keys.ReadAt
                    ? known
                    : keys with
                    {
                        Keys = [.. keys.Keys.Select(key => (key.Version, known?.Find(key.Key.Id, key.Version) ?? key.Key))],
                    };
            Replace(ownerId, kept);
            foreach (var key in unwrapped.Where(key => !kept.Has(key)))
            {
                key.Dispose();
            }

            return kept;
        }
    }

    private void Replace(Guid ownerId, CachedOwnerKeys? keys)
    {
        if (_cache.Remove(ownerId, out var former))
        {
            _dropped.AddRange(former.Keys.Where(key => keys?.Has(key.Key) is not true).Select(key => (key.Key, time.GetTimestamp())));
        }

        if (keys is not null)
        {
            _cache[ownerId] = keys;
            _dropped.RemoveAll(dropped => keys.Has(dropped.Key));
        }
    }
}
