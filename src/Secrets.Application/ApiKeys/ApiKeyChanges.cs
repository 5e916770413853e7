namespace Secrets.Application.ApiKeys;

/// <summary>The changes to API keys since an earlier count of them.</summary>
/// <param name="Count">Changes so far; null if the count was lost.</param>
/// <param name="Owners">The owners of the changed keys; null if any may have changed.</param>
public sealed record ApiKeyChanges(long? Count, IReadOnlyList<Guid>? Owners);
