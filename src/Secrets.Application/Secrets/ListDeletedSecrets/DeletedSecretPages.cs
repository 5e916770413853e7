using System.Runtime.CompilerServices;
using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ListDeletedSecrets;

public static class DeletedSecretPages
{
    /// <summary>Returns all deleted secrets that can be restored, page by page.</summary>
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
