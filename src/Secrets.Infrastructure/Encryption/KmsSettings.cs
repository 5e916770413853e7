namespace Secrets.Infrastructure.Encryption;

/// <summary>The keys in AWS KMS that are the key ring. Region and credentials are those of the AWS SDK's environment.</summary>
/// <param name="KeyId">The active key: its id, ARN or alias.</param>
/// <param name="RetiredKeyIds">Keys that only open what they wrapped.</param>
/// <param name="Endpoint">Where KMS is, unless it is AWS's own of the region.</param>
public sealed record KmsSettings(string KeyId, IReadOnlyList<string> RetiredKeyIds, Uri? Endpoint);
