using MediatR;
using Secrets.Application.ApiKeys;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;

namespace Secrets.Application.Audit.ListAudit;

internal sealed class ListAuditHandler(OwnerResolver owner, IAuditEventRepository repository) : IRequestHandler<ListAuditQuery, AuditPage?>
{
    public async Task<AuditPage?> Handle(ListAuditQuery request, CancellationToken cancellationToken)
    {
        if (await owner.FindAsync(request.Caller, request.Owner, cancellationToken) is not { } ownerId)
        {
            return null;
        }

        // One more than the limit, to know if there is a next page.
        var limit = request.Limit ?? ListAuditQuery.DefaultLimit;
        var filter = new AuditFilter(
            request.Caller.Reach with
            {
                OwnerId = ownerId,
            },
            request.Caller.KeyId,
            request.Before,
            request.Action,
            request.Secret,
            request.SecretId,
            request.KeyId,
            Microseconds(request.Since),
            Microseconds(request.Until),
            limit + 1,
            request.Caller.Has([Scopes.ManageKeys]),
            MayListNames(request.Caller, ownerId)
        );
        var events = await repository.ListAsync(filter, cancellationToken);
        return events.Count <= limit ? new AuditPage(events, Next: null) : new AuditPage([.. events.SkipLast(1)], events[^2].Id);
    }

    // A key that creates keys of another owner can create one that lists the names there.
    private static bool MayListNames(Caller caller, Guid ownerId) =>
        caller.Has(ownerId == caller.OwnerId ? [Scopes.ListSecrets] : [Scopes.ListSecrets, Scopes.ManageKeys]);

    private static long? Microseconds(DateTimeOffset? time) => time is { } known ? Clock.Microseconds(known) : null;
}
