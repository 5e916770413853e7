namespace Secrets.Application.Diagnosis.GetStatus;

/// <summary>Reads the status of an installation.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IStatusRepository
{
    Task<DatabaseStatus> GetDatabaseAsync(CancellationToken cancellationToken);

    Task<AuditStatus> GetAuditAsync(CancellationToken cancellationToken);

    /// <summary>Returns the API keys that end within a time, the first ones first.</summary>
    Task<IReadOnlyList<EndingApiKey>> ListEndingApiKeysAsync(CancellationToken cancellationToken);

    Task<SecretsStatus> GetSecretsAsync(CancellationToken cancellationToken);
}
