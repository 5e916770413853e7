using Secrets.Application.Encryption;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>
/// Decrypts stored values. If a value was encrypted again after it was read and its old key was destroyed, it is read again.
/// </summary>
internal sealed class SecretReader(ISecretRepository repository, ISecretCipher cipher)
{
    /// <exception cref="DecryptionFailedException">The value is damaged or its key is missing.</exception>
    public async Task<SecretValue> DecryptAsync(EncryptedSecret read, CancellationToken cancellationToken) =>
        await TryDecryptAsync(read, cancellationToken) ?? throw new DecryptionFailedException();

    /// <returns>Null if the value is damaged or its key is missing.</returns>
    public async Task<SecretValue?> TryDecryptAsync(EncryptedSecret read, CancellationToken cancellationToken)
    {
        var (address, reach) = (read.Address, new SecretReach(read.Address.OwnerId));
        return await TryOnceAsync(read, cancellationToken)
            ?? (
                await repository.FindValueAsync(reach, address.Name, address.Version, cancellationToken) is { } now
                && now.Address == address
                && !now.Envelope.AsSpan().SequenceEqual(read.Envelope)
                    ? await TryOnceAsync(now, cancellationToken)
                    : null
            );
    }

    private async Task<SecretValue?> TryOnceAsync(EncryptedSecret secret, CancellationToken cancellationToken)
    {
        try
        {
            return await cipher.DecryptAsync(secret.Address, secret.Envelope, cancellationToken);
        }
        catch (DecryptionFailedException)
        {
            return null;
        }
    }
}
