using Secrets.Application;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// The unwrapped keys of owners: the newest generation seals, all of them open. They are looked up again after
/// <see cref="Lifetime"/>, so that a new generation is used, and a destroyed one no more, after that time at the latest.
/// </summary>
internal sealed class OwnerKeys(IDatabase database, Installation installation, ServiceMetrics metrics, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private const string Select = """
        SELECT every.key_id AS KeyId, every.version AS Generation, every.root_key_id AS RootKeyId, every.wrapped AS Wrapped, oldest.version AS Oldest
        FROM owner_keys AS every
        JOIN owner_keys AS oldest ON oldest.owner_id = every.owner_id AND oldest.version = (SELECT min(version) FROM owner_keys WHERE owner_id = every.owner_id)
        WHERE every.owner_id =
        """;

    private const string NewestFirst = "ORDER BY every.version DESC";

    private const string Newest = $"{Select} @Id {NewestFirst} LIMIT 1";

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Entry> _entries = [];

    // One at a time for an owner: what a key management service is asked for many at once, it is asked once.
    private readonly Dictionary<Guid, TaskCompletionSource<Entry>> _loads = [];

    // Some call may still hold them; they are wiped a while later.
    private readonly List<(SymmetricKey Key, long Since)> _dropped = [];

    /// <exception cref="DecryptionFailedException">The owner's newest key does not open; none that is older seals.</exception>
    /// <exception cref="OwnerShreddedException">Its keys were destroyed.</exception>
    public async ValueTask<SymmetricKey> NewestAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        var known = Current(ownerId)?.Newest;
        metrics.OwnerKeyLookedUp(known is not null);
        return known ?? (await LoadAsync(ownerId, cancellationToken)).Entry.Newest ?? throw new DecryptionFailedException();
    }

    /// <exception cref="DecryptionFailedException">The owner has no such key, or it does not open.</exception>
    /// <exception cref="OwnerShreddedException">Its keys were destroyed.</exception>
    public async ValueTask<SymmetricKey> FindAsync(Guid ownerId, KeyId id, CancellationToken cancellationToken)
    {
        var known = Current(ownerId)?.Find(id);
        metrics.OwnerKeyLookedUp(known is not null);
        if (known is not null)
        {
            return known;
        }

        var (entry, isShared) = await LoadAsync(ownerId, cancellationToken);
        if (entry.Find(id) is null && isShared)
        {
            // It may have begun before the key was made.
            (entry, _) = await LoadAsync(ownerId, cancellationToken);
        }

        return entry.Find(id) ?? throw new DecryptionFailedException();
    }

    /// <summary>Makes the next call look the owner's keys up.</summary>
    public void Forget(Guid ownerId)
    {
        lock (_lock)
        {
            _loads.Remove(ownerId);
            Replace(ownerId, entry: null);
        }
    }

    /// <summary>Forgets the keys of owners that were not used for a while, and wipes what was forgotten before.</summary>
    public void ForgetIdle()
    {
        lock (_lock)
        {
            foreach (
                var ownerId in _entries
                    .Where(entry => time.GetElapsedTime(entry.Value.ReadAt) > 2 * Lifetime)
                    .Select(entry => entry.Key)
                    .ToList()
            )
            {
                Replace(ownerId, entry: null);
            }

            foreach (var (key, _) in _dropped.Where(IsOld))
            {
                key.Dispose();
            }

            _dropped.RemoveAll(IsOld);
        }

        bool IsOld((SymmetricKey Key, long Since) dropped) => time.GetElapsedTime(dropped.Since) > Lifetime;
    }

    public void Dispose()
    {
        foreach (
            var key in _entries
                .Values.SelectMany(entry => entry.Keys)
                .Select(key => key.Key)
                .Concat(_dropped.Select(dropped => dropped.Key))
        )
        {
            key.Dispose();
        }
    }

    private Entry? Current(Guid ownerId)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(ownerId, out var entry) && time.GetElapsedTime(entry.ReadAt) < Lifetime ? entry : null;
        }
    }

    /// <summary>Looks the owner's keys up, or shares a look-up that is under way.</summary>
    private async Task<(Entry Entry, bool IsShared)> LoadAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        TaskCompletionSource<Entry>? load;
        bool isShared;
        lock (_lock)
        {
            isShared = _loads.TryGetValue(ownerId, out load);
            load ??= _loads[ownerId] = new TaskCompletionSource<Entry>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (!isShared)
        {
            _ = RunAsync(ownerId, load);
        }

        return (await load.Task.WaitAsync(cancellationToken), isShared);
    }

    private async Task RunAsync(Guid ownerId, TaskCompletionSource<Entry> load)
    {
        try
        {
            var entry = await LoadAsync(ownerId, load);
            End();
            load.SetResult(entry);
        }
        catch (Exception e)
        {
            End();
            load.SetException(e);
        }

        // Before its result is known: who has missed a key in it gets another load.
        void End()
        {
            lock (_lock)
            {
                if (IsCurrent(ownerId, load))
                {
                    _loads.Remove(ownerId);
                }
            }
        }
    }

    // Not if the keys were to be forgotten in the meantime.
    private bool IsCurrent(Guid ownerId, TaskCompletionSource<Entry> load) =>
        _loads.TryGetValue(ownerId, out var current) && current == load;

    private async Task<Entry> LoadAsync(Guid ownerId, TaskCompletionSource<Entry> load)
    {
        var readAt = time.GetTimestamp();
        var rows = await ReadAsync(ownerId, CancellationToken.None);
        if (rows.Count == 0)
        {
            Forget(ownerId);
            throw await database.QueryAsync<int>(
                "SELECT 1 FROM owners WHERE id = @ownerId AND shredded_at IS NOT NULL",
                new { ownerId },
                CancellationToken.None
            )
                is [_]
                ? new OwnerShreddedException()
                : new DecryptionFailedException();
        }

        Entry? known;
        lock (_lock)
        {
            known = _entries.GetValueOrDefault(ownerId);
        }

        var loaded = new List<OwnerKey>(rows.Count);
        var made = new List<SymmetricKey>();
        try
        {
            foreach (var row in rows)
            {
                try
                {
                    var id = KeyId.Read(row.KeyId);
                    var key = known?.Keys.FirstOrDefault(key => key.Key.Id == id && key.Generation == row.Generation)?.Key;
                    if (key is null)
                    {
                        made.Add(key = await UnwrapAsync(ownerId, id, row, CancellationToken.None));
                    }

                    loaded.Add(new OwnerKey(key, row.Generation));
                }
                catch (DecryptionFailedException)
                {
                    // What was sealed under another generation still opens.
                }
            }
        }
        catch
        {
            made.ForEach(key => key.Dispose());
            throw;
        }

        return Keep(ownerId, load, new Entry(loaded, rows[0].Generation, readAt), made);
    }

    private async Task<IReadOnlyList<Row>> ReadAsync(Guid ownerId, CancellationToken cancellationToken) =>
        await database.FindAsync<Row>(Newest, new { Id = ownerId }, cancellationToken) switch
        {
            null => [],
            { } only when only.Generation == only.Oldest => [only],
            _ => await database.QueryAsync<Row>($"{Select} @ownerId {NewestFirst}", new { ownerId }, cancellationToken),
        };

    private async ValueTask<SymmetricKey> UnwrapAsync(Guid ownerId, KeyId id, Row row, CancellationToken cancellationToken)
    {
        var rootKeyId = KeyId.Read(row.RootKeyId);
        if (!installation.Ring.Ids.Contains(rootKeyId))
        {
            try
            {
                await installation.RefreshRingAsync(cancellationToken);
            }
            catch (SettingException)
            {
                // The service says so itself whenever it looks. Here the key is missing.
            }
        }

        return await installation.Ring.UnwrapAsync(
            rootKeyId,
            id,
            row.Wrapped,
            KeyWrap.OwnerKey(installation.Id, ownerId, row.Generation, id),
            cancellationToken
        );
    }

    // A key that an earlier load has made may be in use; ours is wiped instead.
    private Entry Keep(Guid ownerId, TaskCompletionSource<Entry> load, Entry loaded, List<SymmetricKey> made)
    {
        lock (_lock)
        {
            if (!IsCurrent(ownerId, load))
            {
                _dropped.AddRange(made.Select(key => (key, time.GetTimestamp())));
                return loaded;
            }

            var known = _entries.GetValueOrDefault(ownerId);
            var kept =
                known?.ReadAt > loaded.ReadAt
                    ? known
                    : loaded with
                    {
                        Keys =
                        [
                            .. loaded.Keys.Select(key =>
                                known?.Keys.FirstOrDefault(other => other.Key.Id == key.Key.Id && other.Generation == key.Generation) ?? key
                            ),
                        ],
                    };
            Replace(ownerId, kept);
            made.Where(key => !kept.Has(key)).ToList().ForEach(key => key.Dispose());
            return kept;
        }
    }

    private void Replace(Guid ownerId, Entry? entry)
    {
        if (_entries.Remove(ownerId, out var former))
        {
            _dropped.AddRange(former.Keys.Where(key => entry?.Has(key.Key) is not true).Select(key => (key.Key, time.GetTimestamp())));
        }

        if (entry is not null)
        {
            _entries[ownerId] = entry;
            _dropped.RemoveAll(dropped => entry.Has(dropped.Key));
        }
    }

    private sealed record Row(byte[] KeyId, long Generation, byte[] RootKeyId, byte[] Wrapped, long Oldest);

    private sealed record OwnerKey(SymmetricKey Key, long Generation);

    /// <param name="Keys">Those that open, the newest generation first.</param>
    private sealed record Entry(IReadOnlyList<OwnerKey> Keys, long NewestGeneration, long ReadAt)
    {
        public SymmetricKey? Newest => Keys.FirstOrDefault(key => key.Generation == NewestGeneration)?.Key;

        public SymmetricKey? Find(KeyId id) => Keys.FirstOrDefault(key => key.Key.Id == id)?.Key;

        public bool Has(SymmetricKey key) => Keys.Any(other => ReferenceEquals(other.Key, key));
    }
}
