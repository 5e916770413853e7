using MediatR;

namespace Secrets.Application.Owners.ListOwners;

/// <summary>Returns all owners, by name. For the operator of the service only.</summary>
public sealed record ListOwnersQuery : IRequest<IReadOnlyList<StoredOwner>>;
