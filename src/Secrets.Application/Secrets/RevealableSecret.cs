using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>A value with what the metadata of its secret says about revealing it. Times are microseconds since 1970.</summary>
/// <param name="ExpiresAt">See <see cref="SecretMetadata.ExpiresAt"/>.</param>
/// <param name="DueAt">See <see cref="Secret.DueAt"/>.</param>
/// <param name="IsCanary">See <see cref="SecretMetadata.IsCanary"/>.</param>
public sealed record RevealableSecret(
    SecretAddress Address,
    byte[] Envelope,
    long? ExpiresAt = null,
    long? DueAt = null,
    bool IsCanary = false
) : EncryptedSecret(Address, Envelope);
