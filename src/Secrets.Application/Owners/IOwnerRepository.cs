using Secrets.Domain.Audit;
using Secrets.Domain.Owners;

namespace Secrets.Application.Owners;

/// <summary>Where owners are kept.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IOwnerRepository
{
    Task<Owner?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>The owner of that name, made with a key of its own where there is none. Of several calls at once one makes it.</summary>
    /// <exception cref="OwnerShreddedException">An owner of that name was shredded; the name stays taken.</exception>
    Task<Owner> GetOrCreateAsync(string name, Func<Guid, AuditEvent> created, CancellationToken cancellationToken);

    /// <summary>All owners, by name.</summary>
    Task<IReadOnlyList<StoredOwner>> ListAsync(CancellationToken cancellationToken);
}

/// <param name="CreatedAt">Microseconds since 1970.</param>
/// <param name="ApiKeys">How many API keys it has, revoked and expired ones included.</param>
/// <param name="ShreddedAt">Microseconds since 1970; null for an owner that has its keys.</param>
public sealed record StoredOwner(string Name, long CreatedAt, long ApiKeys, long? ShreddedAt);
