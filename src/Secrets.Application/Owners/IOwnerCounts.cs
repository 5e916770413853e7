namespace Secrets.Application.Owners;

/// <summary>Counts the secrets and API keys of owners.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IOwnerCounts
{
    /// <summary>Returns the number of the owner's secrets, including deleted ones that are still kept, without reading each.</summary>
    Task<long> CountSecretsAsync(Guid ownerId, CancellationToken cancellationToken);

    /// <summary>Returns the number of the owner's API keys that are neither revoked nor expired, without child keys.</summary>
    Task<long> CountActiveApiKeysAsync(Guid ownerId, CancellationToken cancellationToken);

    /// <summary>Returns the number of the owner's child keys that have not expired, revoked ones included.</summary>
    Task<long> CountChildKeysAsync(Guid ownerId, CancellationToken cancellationToken);
}
