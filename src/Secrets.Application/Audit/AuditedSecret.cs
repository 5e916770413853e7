namespace Secrets.Application.Audit;

/// <summary>A row of a secret, without its name and value.</summary>
/// <param name="ValueCreatedAt">Microseconds since 1970; null if the secret is deleted: its last value is an old version.</param>
public sealed record AuditedSecret(Guid OwnerId, Guid Id, bool IsDeleted, long Version, long Revision, long? ValueCreatedAt);
