using MediatR;

namespace Secrets.Application.Owners.ListOwners;

/// <summary>All owners, by name. For the operator of the service only.</summary>
public sealed record ListOwnersQuery : IRequest<IReadOnlyList<StoredOwner>>;

internal sealed class ListOwnersHandler(IOwnerRepository owners) : IRequestHandler<ListOwnersQuery, IReadOnlyList<StoredOwner>>
{
    public Task<IReadOnlyList<StoredOwner>> Handle(ListOwnersQuery request, CancellationToken cancellationToken) =>
        owners.ListAsync(cancellationToken);
}
