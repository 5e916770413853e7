namespace Secrets.Application.Owners;

/// <summary>Counts what owners have.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IOwnerCounts
{
    /// <summary>The secrets of the owner, deleted ones that are still kept included, without looking at each.</summary>
    Task<long> CountSecretsAsync(Guid ownerId, CancellationToken cancellationToken);

    /// <summary>The API keys of the owner that are neither revoked nor expired.</summary>
    Task<long> CountActiveApiKeysAsync(Guid ownerId, CancellationToken cancellationToken);
}
