using Secrets.Application.Encryption;
using Secrets.Domain.Secrets;

namespace Secrets.Infrastructure.Encryption;

internal sealed class SecretCipher(Installation installation, OwnerKeys ownerKeys) : ISecretCipher
{
    private static readonly EnvelopeCipher Values = new("value");

    public async ValueTask<byte[]> EncryptAsync(SecretAddress address, SecretValue value, CancellationToken cancellationToken)
    {
        var key = await ownerKeys.NewestAsync(address.OwnerId, cancellationToken);
        return Values.Encrypt(key, ContextOf(address), value.AsSpan());
    }

    public async ValueTask<SecretValue> DecryptAsync(
        SecretAddress address,
        ReadOnlyMemory<byte> envelope,
        CancellationToken cancellationToken
    )
    {
        if (!Envelope.IsKnown(envelope.Span))
        {
            throw new DecryptionFailedException();
        }

        var key = await ownerKeys.FindAsync(address.OwnerId, Envelope.KeyIdOf(envelope.Span), cancellationToken);
        var plaintext = Values.Decrypt(key, ContextOf(address), envelope.Span);
        return SecretValue.TakeOwnershipOf(plaintext, plaintext.Length);
    }

    public Guid StateOf(ReadOnlySpan<byte> envelope) =>
        envelope.Length >= Envelope.Overhead ? new Guid(envelope[Envelope.Salt][..16], bigEndian: true) : Guid.AllBitsSet;

    private EnvelopeContext ContextOf(in SecretAddress address) =>
        new(installation.Id, address.OwnerId, address.SecretId, address.Version, address.Name, Field: "value");
}
