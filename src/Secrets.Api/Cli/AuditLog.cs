using System.Runtime.CompilerServices;
using MediatR;
using Secrets.Api.Responses;

namespace Secrets.Api.Cli;

/// <summary>Reads audit events page by page, the newest first.</summary>
internal static class AuditLog
{
    /// <summary>Reads the log of a running service.</summary>
    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public static async IAsyncEnumerable<AuditEventResponse> ListAuditAsync(
        this RemoteService service,
        AuditSelection selection,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in service.GetPagesAsync<AuditList>(selection.ToPath(), cancellationToken))
        {
            foreach (var e in page.Events)
            {
                yield return e;
            }
        }
    }

    /// <summary>Reads the log of an owner in the database of the settings.</summary>
    public static async IAsyncEnumerable<AuditEventResponse> ListAuditAsync(
        this IMediator mediator,
        AuditSelection selection,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        Guid? before = null;
        do
        {
            var page = await mediator.Send(selection.ToQuery(before), cancellationToken);
            foreach (var e in page?.Events ?? [])
            {
                yield return AuditEventResponse.Of(e);
            }

            before = page?.Next;
        } while (before is not null);
    }
}
