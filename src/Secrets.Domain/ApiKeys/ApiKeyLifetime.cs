namespace Secrets.Domain.ApiKeys;

/// <summary>The time for which an API key is valid. Times are microseconds since 1970.</summary>
/// <param name="ExpiresAt">The end that the key was created with; null for none.</param>
/// <param name="RetiresAt">The end of the overlap with its successor; null if it was not rotated.</param>
public readonly record struct ApiKeyLifetime(long CreatedAt, long? ExpiresAt, long? RetiresAt = null)
{
    /// <summary>The earlier of both ends; null for none.</summary>
    public long? EndsAt => RetiresAt is null || ExpiresAt < RetiresAt ? ExpiresAt : RetiresAt;

    /// <summary>The lifetime of a key that is to follow this one: as long as this one had, however often it was rotated.</summary>
    public ApiKeyLifetime SuccessorAt(long now) => new(now, now + (ExpiresAt - CreatedAt));

    /// <summary>The same with an end of the overlap. A second rotation does not prolong the overlap of the first.</summary>
    public ApiKeyLifetime Retire(long at) => this with { RetiresAt = RetiresAt < at ? RetiresAt : at };

    /// <summary>True if it goes on after the end of another key.</summary>
    public bool Outlives(long? endOfAnother) => endOfAnother is { } end && (EndsAt is null || EndsAt > end);
}
