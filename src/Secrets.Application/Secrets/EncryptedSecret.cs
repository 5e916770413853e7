using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>An envelope and the address that it is encrypted for.</summary>
public record EncryptedSecret(SecretAddress Address, byte[] Envelope);
