namespace Secrets.Application.Secrets;

/// <summary>Where deleted secrets are kept, with their values, until they are purged.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>. Times are microseconds since 1970.</remarks>
public interface IDeletedSecretStore
{
    /// <summary>Those that were deleted after a time, the last one first.</summary>
    Task<IReadOnlyList<DeletedSecret>> ListAsync(Guid ownerId, long deletedAfter, CancellationToken cancellationToken);

    /// <summary>Puts a secret back under its name, unless the name is taken by now.</summary>
    Task<RestoreOutcome> RestoreAsync(Guid ownerId, Guid id, long deletedAfter);

    /// <summary>Destroys what was deleted until a time. Of several replicas that call this at once each secret is counted by one.</summary>
    /// <returns>How many secrets it destroyed.</returns>
    Task<int> PurgeAsync(long deletedUntil, CancellationToken cancellationToken);
}

public sealed record DeletedSecret(Guid Id, string Name, string? Description, long DeletedAt);

/// <param name="Name">Of the secret; null where there is none to restore.</param>
public sealed record RestoreOutcome(string? Name, bool IsRestored);
