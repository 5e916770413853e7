using Secrets.Domain.Secrets;

namespace Secrets.Application.Encryption;

/// <summary>Encrypts the values of secrets under their owner's key.</summary>
public interface ISecretCipher
{
    /// <summary>Encrypts a value into an envelope that decrypts at <paramref name="address"/> only.</summary>
    ValueTask<byte[]> EncryptAsync(SecretAddress address, SecretValue value, CancellationToken cancellationToken);

    /// <summary>Decrypts an envelope. The caller disposes of the value.</summary>
    /// <exception cref="DecryptionFailedException">
    /// The envelope is damaged, or was encrypted for another address or under another key.
    /// </exception>
    ValueTask<SecretValue> DecryptAsync(SecretAddress address, ReadOnlyMemory<byte> envelope, CancellationToken cancellationToken);

    /// <summary>Returns a random id of an envelope, which no other envelope has.</summary>
    Guid StateOf(ReadOnlySpan<byte> envelope);
}
