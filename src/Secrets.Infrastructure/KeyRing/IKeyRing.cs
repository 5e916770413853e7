using Secrets.Application;
using Secrets.Application.Encryption;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.KeyRing;

/// <summary>
/// The root keys, which are kept outside the database. One is active and wraps; the others only unwrap. An instance never changes: a
/// changed key ring is another instance.
/// </summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/> if the keys are in a key management service.</remarks>
internal interface IKeyRing : IDisposable
{
    KeyId ActiveId { get; }

    /// <summary>When the active key was created; null if that is not known.</summary>
    DateTimeOffset? CreatedAt { get; }

    /// <summary>Returns when a key was created; null if that is not known.</summary>
    DateTimeOffset? FindCreationTime(KeyId id);

    /// <summary>The ids of all keys, including the active one.</summary>
    IReadOnlyCollection<KeyId> Ids { get; }

    /// <summary>Wraps a key under the active key.</summary>
    ValueTask<byte[]> WrapAsync(SymmetricKey key, EnvelopeContext context, CancellationToken cancellationToken);

    /// <param name="rootKeyId">The root key that wrapped the key.</param>
    /// <param name="keyId">The id of the unwrapped key.</param>
    /// <exception cref="DecryptionFailedException">
    /// The ring lacks the root key, or the key was wrapped for another context.
    /// </exception>
    ValueTask<SymmetricKey> UnwrapAsync(
        KeyId rootKeyId,
        KeyId keyId,
        byte[] wrapped,
        EnvelopeContext context,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the value that the database keeps to recognize a root key without holding it.</summary>
    ValueTask<byte[]> CheckValueAsync(KeyId id, Guid installationId, CancellationToken cancellationToken);

    /// <summary>Returns true if the ring has a key with that id and that check value.</summary>
    ValueTask<bool> MatchesAsync(KeyId id, byte[] checkValue, Guid installationId, CancellationToken cancellationToken);
}
