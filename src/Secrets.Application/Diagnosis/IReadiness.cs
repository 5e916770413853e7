namespace Secrets.Application.Diagnosis;

/// <summary>Whether this service can do its work now.</summary>
public interface IReadiness
{
    /// <summary>
    /// What is wrong, or null. The database must have this program's schema, and the key ring that is in use must fit it; neither
    /// a secret nor KMS is touched.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database does not answer.</exception>
    Task<string?> FindFaultAsync(CancellationToken cancellationToken);
}
