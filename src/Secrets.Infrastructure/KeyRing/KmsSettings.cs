namespace Secrets.Infrastructure.KeyRing;

/// <summary>A key ring in AWS KMS. The AWS SDK takes region and credentials from its environment.</summary>
/// <param name="KeyId">The active key: its id, ARN or alias.</param>
/// <param name="RetiredKeyIds">Decrypt-only keys.</param>
/// <param name="Endpoint">The address of KMS; null for that of AWS in the region.</param>
public sealed record KmsSettings(string KeyId, IReadOnlyList<string> RetiredKeyIds, Uri? Endpoint);
