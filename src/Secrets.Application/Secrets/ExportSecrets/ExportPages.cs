using System.Runtime.CompilerServices;
using MediatR;

namespace Secrets.Application.Secrets.ExportSecrets;

public static class ExportPages
{
    /// <summary>All of the caller's secrets with their values, some at a time. Whoever asks disposes of them.</summary>
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
