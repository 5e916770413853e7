using System.Text;
using Secrets.Application.Encryption;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Tests.Secrets;

/// <summary>Puts the address before the value instead of encrypting it, and refuses a value that belongs to another address.</summary>
internal sealed class AddressCipher : ISecretCipher
{
    public ValueTask<byte[]> EncryptAsync(SecretAddress address, SecretValue value, CancellationToken cancellationToken) =>
        ValueTask.FromResult<byte[]>([.. Encoding.UTF8.GetBytes($"{address}|"), .. value.AsSpan()]);

    public ValueTask<SecretValue> DecryptAsync(SecretAddress address, ReadOnlyMemory<byte> envelope, CancellationToken cancellationToken)
    {
        var prefix = Encoding.UTF8.GetBytes($"{address}|");
        if (!envelope.Span.StartsWith(prefix))
        {
            throw new DecryptionFailedException();
        }

        var value = envelope[prefix.Length..].ToArray();
        return ValueTask.FromResult(SecretValue.TakeOwnershipOf(value, value.Length));
    }

    public Guid StateOf(ReadOnlySpan<byte> envelope) => new(System.Security.Cryptography.SHA256.HashData(envelope).AsSpan(0, 16));
}
