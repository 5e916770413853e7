using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

/// <summary>Reads and unwraps the key versions of owners.</summary>
internal sealed class OwnerKeyReader(OwnerKeyRepository repository, Installation installation, TimeProvider time)
{
    /// <param name="known">Keys that are unwrapped already, and are not unwrapped again.</param>
    /// <returns>All keys, and those among them that were unwrapped just now.</returns>
    /// <exception cref="OwnerShreddedException">The owner was shredded.</exception>
    /// <exception cref="DecryptionFailedException">The owner has no key although it was not shredded.</exception>
    public async Task<(CachedOwnerKeys Keys, IReadOnlyList<SymmetricKey> Unwrapped)> ReadAsync(Guid ownerId, CachedOwnerKeys? known)
    {
        var readAt = time.GetTimestamp();
        var rows = await repository.ListWrappedAsync(ownerId, CancellationToken.None);
        var keys = new List<(long, SymmetricKey)>(rows.Count);
        var unwrapped = new List<SymmetricKey>();
        try
        {
            foreach (var row in rows)
            {
                try
                {
                    var key = known?.Find(KeyId.Read(row.KeyId), row.Version);
                    if (key is null)
                    {
                        unwrapped.Add(key = await UnwrapAsync(row));
                    }

                    keys.Add((row.Version, key));
                }
                catch (DecryptionFailedException)
                {
                    // Values that another version encrypts still decrypt.
                }
            }
        }
        catch
        {
            unwrapped.ForEach(key => key.Dispose());
            throw;
        }

        return (new CachedOwnerKeys(keys, rows[0].Version, readAt), unwrapped);
    }

    private async ValueTask<SymmetricKey> UnwrapAsync(WrappedKey key)
    {
        if (!installation.Ring.Ids.Contains(KeyId.Read(key.RootKeyId)))
        {
            // If the key ring cannot be reloaded, the root key is missing. The service logs the reason whenever it reloads the ring.
            await installation.ReloadAsync(CancellationToken.None);
        }

        return await installation.Ring.UnwrapAsync(key, installation.Id, CancellationToken.None);
    }
}
