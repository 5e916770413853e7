using Secrets.Application;
using Secrets.Application.Encryption;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// The key-encryption keys, which are kept outside the database. One is active; the others only open what they wrapped.
/// A ring never changes: what changes is which ring an installation has.
/// </summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>, where the keys are not in this process.</remarks>
internal interface IKeyRing : IDisposable
{
    KeyId ActiveId { get; }

    /// <summary>When the active key was made; null where that is not known.</summary>
    DateTimeOffset? MadeAt { get; }

    /// <summary>All keys that it can unwrap with.</summary>
    IReadOnlyCollection<KeyId> Ids { get; }

    /// <summary>Wraps under the active key.</summary>
    ValueTask<byte[]> WrapAsync(SymmetricKey key, EnvelopeContext context, CancellationToken cancellationToken);

    /// <param name="rootKeyId">The key of the ring that wrapped it.</param>
    /// <param name="keyId">The id that the unwrapped key gets.</param>
    /// <exception cref="DecryptionFailedException">The ring lacks the key that wrapped this one, or it was wrapped for another place.</exception>
    ValueTask<SymmetricKey> UnwrapAsync(
        KeyId rootKeyId,
        KeyId keyId,
        byte[] wrapped,
        EnvelopeContext context,
        CancellationToken cancellationToken
    );

    /// <summary>What the database keeps to recognise a key of the ring again without holding it.</summary>
    ValueTask<byte[]> CheckValueAsync(KeyId id, Guid installationId, CancellationToken cancellationToken);

    /// <summary>Whether the key with that id is the one whose check value this is.</summary>
    ValueTask<bool> MatchesAsync(KeyId id, byte[] checkValue, Guid installationId, CancellationToken cancellationToken);
}
