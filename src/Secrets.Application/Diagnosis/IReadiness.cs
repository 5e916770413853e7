namespace Secrets.Application.Diagnosis;

/// <summary>Checks that this service can serve requests now.</summary>
public interface IReadiness
{
    /// <summary>
    /// Returns what is wrong, or null. The database must have this program's schema, and the loaded key ring must fit it. Neither a secret
    /// nor KMS is used.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database does not respond.</exception>
    Task<string?> FindFaultAsync(CancellationToken cancellationToken);
}
