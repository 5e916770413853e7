namespace Secrets.Application.ApiKeys;

/// <summary>Where API keys are kept.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IApiKeyStore
{
    Task<StoredApiKey?> FindAsync(byte[] lookup, CancellationToken cancellationToken);

    /// <summary>Stores the key where no API key exists yet. Of several replicas that try at once one succeeds.</summary>
    Task<bool> CreateFirstAsync(StoredApiKey key);
}
