namespace Secrets.Application.KeyRing;

/// <summary>Reads the root keys that the database knows.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IRootKeyRepository
{
    /// <summary>Returns all root keys, by id.</summary>
    Task<IReadOnlyList<RootKeyUse>> ListAsync(CancellationToken cancellationToken);
}
