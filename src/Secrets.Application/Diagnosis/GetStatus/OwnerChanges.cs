namespace Secrets.Application.Diagnosis.GetStatus;

/// <summary>The number of changes to the secrets of an owner.</summary>
public sealed record OwnerChanges(string Owner, long Changes);
