using Secrets.Domain.Audit;
using Secrets.Domain.Owners;

namespace Secrets.Application.Owners;

/// <summary>Persists owners.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IOwnerRepository
{
    /// <summary>Returns the owner of that name, shredded or not.</summary>
    Task<Owner?> FindAsync(string name, CancellationToken cancellationToken);

    Task<string> GetNameAsync(Guid ownerId, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the owner of that name. If there is no such owner, creates it with a key of its own. Concurrent calls create one.
    /// </summary>
    /// <exception cref="OwnerShreddedException">An owner of that name was shredded; the name stays taken.</exception>
    Task<Owner> GetOrCreateAsync(string name, Func<Guid, AuditEvent> created, CancellationToken cancellationToken);

    /// <summary>Returns all owners, by name.</summary>
    Task<IReadOnlyList<StoredOwner>> ListAsync(CancellationToken cancellationToken);
}
