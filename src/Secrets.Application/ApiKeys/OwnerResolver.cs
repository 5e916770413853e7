using Secrets.Application.Audit;
using Secrets.Application.Owners;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;

namespace Secrets.Application.ApiKeys;

/// <summary>
/// Finds the owner that a message is about: the caller's own, or one that it names. Only keys of <c>default</c> may name one,
/// unless they are restricted to some secrets.
/// </summary>
internal sealed class OwnerResolver(IOwnerRepository owners, AuditTrail audit)
{
    /// <param name="name">Null for the caller's own owner.</param>
    /// <returns>Null if no owner has that name.</returns>
    /// <exception cref="ForbiddenException">The caller may not name another owner.</exception>
    public async Task<Guid?> FindAsync(Caller caller, string? name, CancellationToken cancellationToken) =>
        name is null ? caller.OwnerId : (await owners.FindAsync(Permitted(caller, name), cancellationToken))?.Id;

    /// <summary>Finds the owner like <see cref="FindAsync"/>, and creates one that does not exist.</summary>
    public async Task<Guid> GetOrCreateAsync(Caller caller, string? name, CancellationToken cancellationToken) =>
        name is null
            ? caller.OwnerId
            : (
                await owners.GetOrCreateAsync(
                    Permitted(caller, name),
                    ownerId => audit.EventOf(caller with { OwnerId = ownerId }, AuditActions.CreateOwner),
                    cancellationToken
                )
            ).Id;

    private static string Permitted(Caller caller, string name) =>
        caller.OwnerId == Owner.Default.Id && caller.Restrictions.Secrets is null ? name : throw new ForbiddenException();
}
