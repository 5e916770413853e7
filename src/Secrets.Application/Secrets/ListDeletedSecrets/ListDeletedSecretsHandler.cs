using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ListDeletedSecrets;

internal sealed class ListDeletedSecretsHandler(IDeletedSecretRepository repository, SecretLimits limits, AuditTrail audit)
    : IRequestHandler<ListDeletedSecretsQuery, IReadOnlyList<DeletedSecret>>
{
    private const int PageSize = 100;

    public async Task<IReadOnlyList<DeletedSecret>> Handle(ListDeletedSecretsQuery request, CancellationToken cancellationToken)
    {
        var (caller, before) = (request.Caller, request.Before);
        var secrets = await repository.ListAsync(caller.Reach, limits.DeletedSecretsKept, before, PageSize, cancellationToken);
        if (before is null)
        {
            await audit.AppendAsync(caller, AuditActions.ListDeletedSecrets);
        }

        return secrets;
    }
}
