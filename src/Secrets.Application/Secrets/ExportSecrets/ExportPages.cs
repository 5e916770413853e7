using System.Runtime.CompilerServices;
using MediatR;

namespace Secrets.Application.Secrets.ExportSecrets;

public static class ExportPages
{
    /// <summary>Returns all of the caller's secrets with their values, page after page. The caller disposes of the values.</summary>
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
