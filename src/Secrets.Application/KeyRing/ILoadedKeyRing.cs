using Secrets.Application.Encryption;
using Secrets.Domain.KeyRing;

namespace Secrets.Application.KeyRing;

/// <summary>The key ring that this process has loaded.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface ILoadedKeyRing
{
    RootKeys Keys { get; }

    /// <summary>When the active key was created; null if that is not known.</summary>
    DateTimeOffset? CreatedAt { get; }

    /// <summary>Returns when a key of the ring was created; null if that is not known.</summary>
    DateTimeOffset? FindCreationTime(string id);

    /// <summary>Loads the key ring again if it has changed.</summary>
    /// <returns>The reason why the changed ring cannot be used, in which case the loaded one stays; otherwise null.</returns>
    Task<string?> ReloadAsync(CancellationToken cancellationToken);

    /// <summary>Wraps a key under the active root key. Returns null if the key cannot be unwrapped.</summary>
    ValueTask<WrappedKey?> RewrapAsync(WrappedKey key, CancellationToken cancellationToken);
}
