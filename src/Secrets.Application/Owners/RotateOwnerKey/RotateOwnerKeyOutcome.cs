using Secrets.Domain.Owners;

namespace Secrets.Application.Owners.RotateOwnerKey;

/// <param name="Reencrypted">The number of values that this run encrypted under the new version.</param>
/// <param name="Failed">The values that cannot be decrypted and stay as they are: id of the secret and version.</param>
/// <param name="Destroyed">The number of older key versions that this run destroyed.</param>
/// <param name="Kept">The number of older key versions that are left.</param>
public sealed record RotateOwnerKeyOutcome(
    OwnerKeyRotation Rotation,
    long Reencrypted,
    IReadOnlyList<string> Failed,
    int Destroyed,
    int Kept
);
