using MediatR;
using Secrets.Domain;

namespace Secrets.Application.Secrets.ListDeletedSecrets;

/// <summary>The secrets that can be restored, the last deleted first.</summary>
public sealed record ListDeletedSecretsQuery(Caller Caller) : IRequest<IReadOnlyList<DeletedSecret>>;

internal sealed class ListDeletedSecretsHandler(IDeletedSecretStore store, SecretLimits limits, TimeProvider time)
    : IRequestHandler<ListDeletedSecretsQuery, IReadOnlyList<DeletedSecret>>
{
    public Task<IReadOnlyList<DeletedSecret>> Handle(ListDeletedSecretsQuery request, CancellationToken cancellationToken) =>
        store.ListAsync(request.Caller.OwnerId, Clock.Microseconds(time.GetUtcNow() - limits.DeletedSecretsKept), cancellationToken);
}
