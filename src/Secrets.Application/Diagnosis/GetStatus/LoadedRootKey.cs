namespace Secrets.Application.Diagnosis.GetStatus;

/// <param name="CreatedAt">Null if it is not known.</param>
public sealed record LoadedRootKey(string Id, bool IsActive, DateTimeOffset? CreatedAt);
