using System.Collections.Concurrent;
using Secrets.Application.Encryption;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

/// <summary>The unwrapped keys of owners, read once each: the newest generation seals, all of them open.</summary>
internal sealed class OwnerKeys(IDatabase database, Installation installation) : IDisposable
{
    private readonly ConcurrentDictionary<Guid, IReadOnlyList<SymmetricKey>> _keys = new();

    /// <exception cref="DecryptionFailedException">The owner has no key that this key ring opens.</exception>
    public async ValueTask<SymmetricKey> NewestAsync(Guid ownerId, CancellationToken cancellationToken) =>
        (_keys.TryGetValue(ownerId, out var keys) ? keys : await LoadAsync(ownerId, cancellationToken))[0];

    /// <exception cref="DecryptionFailedException">The owner has no such key, or it does not open.</exception>
    public async ValueTask<SymmetricKey> FindAsync(Guid ownerId, KeyId id, CancellationToken cancellationToken)
    {
        var keys = _keys.TryGetValue(ownerId, out var known) && known.Any(key => key.Id == id) ? known : await LoadAsync(ownerId, cancellationToken);
        return keys.FirstOrDefault(key => key.Id == id) ?? throw new DecryptionFailedException();
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values.SelectMany(keys => keys))
        {
            key.Dispose();
        }
    }

    private async Task<IReadOnlyList<SymmetricKey>> LoadAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(byte[] Id, long Generation, byte[] RingId, byte[] Wrapped)>(
            "SELECT key_id, generation, ring_id, wrapped FROM owner_keys WHERE owner_id = @ownerId ORDER BY generation DESC", new { ownerId }, cancellationToken);
        var loaded = new List<SymmetricKey>(rows.Count);
        try
        {
            foreach (var (bytes, generation, ringId, wrapped) in rows)
            {
                var id = KeyId.Read(bytes);
                loaded.Add(await installation.Ring.UnwrapAsync(KeyId.Read(ringId), id, wrapped, KeyWrap.OwnerKey(installation.Id, ownerId, generation, id), cancellationToken));
            }
        }
        catch
        {
            loaded.ForEach(key => key.Dispose());
            throw;
        }

        return loaded.Count > 0 ? Keep(ownerId, loaded) : throw new DecryptionFailedException();
    }

    // A key that another call has loaded meanwhile may be in use; ours is wiped instead.
    private List<SymmetricKey> Keep(Guid ownerId, List<SymmetricKey> loaded)
    {
        lock (_keys)
        {
            var known = _keys.GetValueOrDefault(ownerId) ?? [];
            var kept = loaded.ConvertAll(key => known.FirstOrDefault(other => other.Id == key.Id) ?? key);
            foreach (var key in loaded.Except(kept))
            {
                key.Dispose();
            }

            _keys[ownerId] = kept;
            return kept;
        }
    }
}
