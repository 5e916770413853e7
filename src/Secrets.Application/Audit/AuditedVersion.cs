namespace Secrets.Application.Audit;

/// <summary>A row of an old version of a secret, without its value.</summary>
/// <param name="CreatedAt">Microseconds since 1970.</param>
public sealed record AuditedVersion(Guid OwnerId, Guid SecretId, long Version, long CreatedAt);
