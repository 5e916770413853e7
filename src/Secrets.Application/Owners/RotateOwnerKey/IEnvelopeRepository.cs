using Secrets.Application.Secrets;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Owners.RotateOwnerKey;

/// <summary>Reads and replaces the envelopes of one owner's values: current, old and deleted ones.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IEnvelopeRepository
{
    /// <summary>Counts the values that another key than the given one encrypts.</summary>
    Task<long> CountAsync(Guid ownerId, byte[] exceptKeyId, CancellationToken cancellationToken);

    /// <summary>Returns the next values that another key than the given one encrypts, in the order of secret and version.</summary>
    Task<IReadOnlyList<EncryptedSecret>> ListAsync(SecretAddress after, byte[] exceptKeyId, CancellationToken cancellationToken);

    /// <summary>Replaces the envelopes that are still as they were read, in one transaction, and returns their number.</summary>
    Task<int> ReplaceAsync(IReadOnlyList<(EncryptedSecret Old, byte[] Envelope)> secrets);
}
