using System.Runtime.CompilerServices;
using MediatR;

namespace Secrets.Application.Secrets.ExportSecrets;

public static class ExportPages
{
    /// <summary>Returns all secrets of the owner with their values, page by page. The caller must dispose of the values.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<ExportedSecret>> ExportAsync(
        this IMediator mediator,
        Caller caller,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(mediator);
        var last = Guid.Empty;
        while (await mediator.Send(new ExportSecretsQuery(caller, last), cancellationToken) is [.., var end] secrets)
        {
            yield return secrets;
            last = end.Id;
        }
    }
}
