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
        var rows = await database.QueryAsync<(byte[] Id, long Generation, byte[] Wrapped)>(
            "SELECT key_id, generation, wrapped FROM owner_keys WHERE owner_id = @ownerId ORDER BY generation DESC", new { ownerId }, cancellationToken);
        var keys = new List<SymmetricKey>(rows.Count);
        foreach (var (bytes, generation, wrapped) in rows)
        {
            var id = KeyId.Read(bytes);
            keys.Add(KeyWrap.Unwrap(installation.Ring, id, wrapped, KeyWrap.OwnerKey(installation.Id, ownerId, generation, id)));
        }

        return keys.Count > 0 ? _keys[ownerId] = keys : throw new DecryptionFailedException();
    }
}
