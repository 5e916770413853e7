using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain;

namespace Secrets.Application.Secrets.ListDeletedSecrets;

/// <summary>The secrets that can be restored, the last deleted first.</summary>
public sealed record ListDeletedSecretsQuery(Caller Caller) : IRequest<IReadOnlyList<DeletedSecret>>;

internal sealed class ListDeletedSecretsHandler(IDeletedSecretStore store, SecretLimits limits, AuditTrail audit, TimeProvider time)
    : IRequestHandler<ListDeletedSecretsQuery, IReadOnlyList<DeletedSecret>>
{
    public async Task<IReadOnlyList<DeletedSecret>> Handle(ListDeletedSecretsQuery request, CancellationToken cancellationToken)
    {
        var secrets = await store.ListAsync(request.Caller.OwnerId, Clock.Microseconds(time.GetUtcNow() - limits.DeletedSecretsKept), cancellationToken);
        await audit.AppendAsync(request.Caller, AuditActions.ListDeletedSecrets);
        return secrets;
    }
}
