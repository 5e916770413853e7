using System.Runtime.CompilerServices;
using MediatR;

namespace Secrets.Application.Secrets.ListSecrets;

public static class SecretPages
{
    /// <summary>Returns the page of the query and all following pages.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<SecretSummary>> ListPagesAsync(
        this IMediator mediator,
        ListSecretsQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(mediator);
        ArgumentNullException.ThrowIfNull(query);
        for (Guid? after = query.After ?? Guid.Empty; after is not null;)
        {
            var page = await mediator.Send(query with { After = after }, cancellationToken);
            yield return page.Secrets;
            after = page.Next;
        }
    }
}
