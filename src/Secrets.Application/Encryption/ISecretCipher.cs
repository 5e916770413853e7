using Secrets.Domain.Secrets;

namespace Secrets.Application.Encryption;

/// <summary>Seals the values of secrets under their owner's key.</summary>
public interface ISecretCipher
{
    /// <summary>Encrypts a value into an envelope that opens at <paramref name="address"/> only.</summary>
    ValueTask<byte[]> EncryptAsync(SecretAddress address, SecretValue value, CancellationToken cancellationToken);

    /// <summary>Decrypts an envelope. The caller disposes of the value.</summary>
    /// <exception cref="DecryptionFailedException">The envelope is damaged, or was sealed for another address or by another key.</exception>
    ValueTask<SecretValue> DecryptAsync(SecretAddress address, ReadOnlyMemory<byte> envelope, CancellationToken cancellationToken);

    /// <summary>Returns a random id of an envelope, which no other envelope has.</summary>
    Guid StateOf(ReadOnlySpan<byte> envelope);
}
