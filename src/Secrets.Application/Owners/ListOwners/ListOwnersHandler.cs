using MediatR;

namespace Secrets.Application.Owners.ListOwners;

internal sealed class ListOwnersHandler(IOwnerRepository owners) : IRequestHandler<ListOwnersQuery, IReadOnlyList<StoredOwner>>
{
    public Task<IReadOnlyList<StoredOwner>> Handle(ListOwnersQuery request, CancellationToken cancellationToken) =>
        owners.ListAsync(cancellationToken);
}
