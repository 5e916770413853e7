using Secrets.Application.Audit;
using Secrets.Application.Owners;
using Secrets.Domain.Owners;

namespace Secrets.Application.ApiKeys;

/// <summary>Whose keys a message is about: the caller's own owner, or the one that it names and may name.</summary>
internal sealed class OwnerResolver(IOwnerRepository owners, AuditTrail audit)
{
    /// <param name="name">Null for the caller's own owner.</param>
    /// <returns>Null where there is no owner of that name.</returns>
    /// <exception cref="ForbiddenException">Only keys of the owner <c>default</c> may name another owner.</exception>
    public async Task<Guid?> FindAsync(Caller caller, string? name, CancellationToken cancellationToken) =>
        name is null ? caller.OwnerId : (await owners.FindAsync(Permitted(caller, name), cancellationToken))?.Id;

    /// <summary>As <see cref="FindAsync"/>, but an owner that does not exist is made.</summary>
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
        caller.OwnerId == Owner.Default.Id ? name : throw new ForbiddenException();
}
