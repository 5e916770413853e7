using System.Runtime.CompilerServices;
using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets.ListDeletedSecrets;

/// <summary>Some of the secrets that can be restored, the last deleted first.</summary>
/// <param name="Before">The last one that the caller has; null to begin.</param>
public sealed record ListDeletedSecretsQuery(Caller Caller, DeletedSecret? Before) : IRequest<IReadOnlyList<DeletedSecret>>;

public static class DeletedSecretPages
{
    /// <summary>All secrets that can be restored, some at a time.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<DeletedSecret>> ListDeletedAsync(
        this IMediator mediator,
        Caller caller,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(mediator);
        DeletedSecret? last = null;
        while (await mediator.Send(new ListDeletedSecretsQuery(caller, last), cancellationToken) is [.., var end] secrets)
        {
            yield return secrets;
            last = end;
        }
    }
}

internal sealed class ListDeletedSecretsHandler(IDeletedSecretRepository repository, SecretLimits limits, AuditTrail audit)
    : IRequestHandler<ListDeletedSecretsQuery, IReadOnlyList<DeletedSecret>>
{
    private const int ReadAtOnce = 100;

    public async Task<IReadOnlyList<DeletedSecret>> Handle(ListDeletedSecretsQuery request, CancellationToken cancellationToken)
    {
        var secrets = await repository.ListAsync(
            request.Caller.OwnerId,
            limits.DeletedSecretsKept,
            request.Before,
            ReadAtOnce,
            cancellationToken
        );
        if (request.Before is null)
        {
            await audit.AppendAsync(request.Caller, AuditActions.ListDeletedSecrets);
        }

        return secrets;
    }
}
