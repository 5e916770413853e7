using Secrets.Application.Encryption;

namespace Secrets.Application.KeyRing.RewrapKeys;

/// <summary>Reads and replaces the wrapped keys in the database.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IWrappedKeyRepository
{
    /// <summary>Counts the keys that are not wrapped under the root key.</summary>
    Task<long> CountAsync(string exceptRootKeyId, CancellationToken cancellationToken);

    /// <summary>Returns the keys of the whole installation that are not wrapped under the root key.</summary>
    Task<IReadOnlyList<WrappedKey>> ListSystemKeysAsync(string exceptRootKeyId, CancellationToken cancellationToken);

    /// <summary>Returns the next owner keys that are not wrapped under the root key, in the order of owner and version.</summary>
    /// <param name="after">The last key of the page before; null for the first page.</param>
    Task<IReadOnlyList<WrappedKey>> ListOwnerKeysAsync(string exceptRootKeyId, WrappedKey? after, CancellationToken cancellationToken);

    /// <summary>Replaces the keys that are still as they were read, in one transaction, and returns their number.</summary>
    Task<int> ReplaceAsync(IReadOnlyList<(WrappedKey Old, WrappedKey New)> keys);
}
