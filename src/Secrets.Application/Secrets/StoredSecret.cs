using Secrets.Application.Encryption;

namespace Secrets.Application.Secrets;

/// <summary>A secret as it was read, without its value. Times are microseconds since 1970.</summary>
/// <param name="Version">Counts the values that it has had.</param>
/// <param name="Revision">Counts every change, so that a write may demand that there was none since this was read.</param>
/// <param name="State">Random, and new with every change.</param>
/// <param name="ValueState">Random, and new with every envelope of the value: what <see cref="Encryption.ISecretCipher.StateOf"/> returns for the current one.</param>
public sealed record StoredSecret(
    Guid OwnerId,
    Guid Id,
    string Name,
    string? Description,
    long Version,
    long Revision,
    long CreatedAt,
    long UpdatedAt,
    Guid State,
    Guid ValueState
)
{
    /// <summary>Where the current value belongs.</summary>
    public SecretAddress Address => new(OwnerId, Id, Version, Name);

    /// <summary>Where the value that follows the current one belongs.</summary>
    public SecretAddress NextAddress => Address with { Version = Version + 1 };
}

/// <summary>A secret and an envelope of it: the current one, or one that is to follow it.</summary>
public sealed record SecretWithEnvelope(StoredSecret Secret, byte[] Envelope);
