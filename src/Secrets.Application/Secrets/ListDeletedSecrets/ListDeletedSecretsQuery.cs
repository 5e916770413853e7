using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ListDeletedSecrets;

/// <summary>A page of the secrets that can be restored, the last deleted first.</summary>
/// <param name="Before">The last one that the caller has; null to begin.</param>
public sealed record ListDeletedSecretsQuery(Caller Caller, DeletedSecret? Before) : IRequest<IReadOnlyList<DeletedSecret>>;
