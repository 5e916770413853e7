using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ListDeletedSecrets;

/// <summary>Returns a page of the deleted secrets that can be restored, most recently deleted first.</summary>
/// <param name="Before">The last secret of the previous page; null for the first page.</param>
public sealed record ListDeletedSecretsQuery(Caller Caller, DeletedSecret? Before) : IRequest<IReadOnlyList<DeletedSecret>>;
