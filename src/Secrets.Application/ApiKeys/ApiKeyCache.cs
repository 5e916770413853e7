using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys;

/// <summary>Caches authenticated keys by their token hash.</summary>
public sealed class ApiKeyCache(TimeProvider time)
{
    private const int MaxEntries = 100_000;
    private const int MaxInvalidations = 10_000;

    /// <summary>After this time a key is read again, although it has not changed, and its use is noted.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(UInt128, UInt128), Entry> _entries = new();

    // Invalidations are numbered. An entry that was read before the last one of its owner, or of all owners, is stale.
    private readonly ConcurrentDictionary<Guid, long> _ownerInvalidations = new();
    private long _invalidations;
    private long _invalidationOfAll;

    /// <summary>Returns the key, null if it must be read again, and whether it was ever found.</summary>
    public (AuthenticatedKey? Key, bool IsKnown) Find(byte[] tokenHash) =>
        _entries.TryGetValue(IndexOf(tokenHash), out var entry) ? (IsFresh(entry) ? entry.Key : null, true) : (null, false);

    /// <summary>Starts a read. An invalidation before its end makes its result stale.</summary>
    public ReadStart BeginRead() => new(time.GetTimestamp(), Volatile.Read(ref _invalidations));

    /// <param name="endsIn">Microseconds until the key ends; null for no end.</param>
    public void Add(byte[] tokenHash, AuthenticatedKey key, ReadStart read, long? endsIn)
    {
        var index = IndexOf(tokenHash);
        if (!_entries.ContainsKey(index) && _entries.Count >= MaxEntries)
        {
            foreach (var other in _entries.Take(MaxEntries / 100))
            {
                _entries.TryRemove(other);
            }
        }

        var lifetime = endsIn < (long)Lifetime.TotalMicroseconds ? TimeSpan.FromMicroseconds(endsIn.Value) : Lifetime;
        _entries[index] = new Entry(key, lifetime, read);
    }

    /// <summary>Removes child keys that nobody uses: each is valid for a day at most.</summary>
    public void RemoveIdleChildren()
    {
        foreach (var entry in _entries.Where(entry => entry.Value.Key.Depth > 0 && time.GetElapsedTime(entry.Value.Read.At) > IdleTimeout))
        {
            _entries.TryRemove(entry);
        }
    }

    public void Remove(byte[] tokenHash) => _entries.TryRemove(IndexOf(tokenHash), out _);

    /// <summary>Invalidates the keys of an owner.</summary>
    public void Invalidate(Guid ownerId)
    {
        if (_ownerInvalidations.Count >= MaxInvalidations)
        {
            InvalidateAll();
        }

        var number = Interlocked.Increment(ref _invalidations);
        _ownerInvalidations.AddOrUpdate(ownerId, number, (_, earlier) => Math.Max(earlier, number));
    }

    public void InvalidateAll()
    {
        Volatile.Write(ref _invalidationOfAll, Interlocked.Increment(ref _invalidations));
        _ownerInvalidations.Clear();
    }

    private bool IsFresh(in Entry entry) =>
        time.GetElapsedTime(entry.Read.At) < entry.Lifetime
        && entry.Read.Invalidations >= Volatile.Read(ref _invalidationOfAll)
        && (!_ownerInvalidations.TryGetValue(entry.Key.OwnerId, out var number) || entry.Read.Invalidations >= number);

    private static (UInt128, UInt128) IndexOf(byte[] tokenHash)
    {
        var halves = MemoryMarshal.Cast<byte, UInt128>(tokenHash);
        return (halves[0], halves[1]);
    }

    /// <param name="Invalidations">Their number at the time.</param>
    public readonly record struct ReadStart(long At, long Invalidations);

    private readonly record struct Entry(AuthenticatedKey Key, TimeSpan Lifetime, ReadStart Read);
}
