using MediatR;
using Secrets.Application.ApiKeys;

namespace Secrets.Application.Audit.ListAudit;

/// <summary>Events of the caller's owner, or of the one that it names and may name, the newest first. What is null may be anything.</summary>
/// <param name="Secret">The name of a secret: the events of all that have it, or had it when they were deleted.</param>
public sealed record ListAuditQuery(
    Caller Caller,
    string? Owner,
    Guid? Before,
    string? Action,
    string? Secret,
    Guid? SecretId,
    Guid? KeyId,
    DateTimeOffset? Since,
    DateTimeOffset? Until,
    int? Limit
) : IRequest<AuditPage?>
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;
}

/// <param name="Next">What the next page comes before; null where this is the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditEvent> Events, Guid? Next);

internal sealed class ListAuditHandler(OwnerResolver owner, IAuditEventRepository log) : IRequestHandler<ListAuditQuery, AuditPage?>
{
    public async Task<AuditPage?> Handle(ListAuditQuery request, CancellationToken cancellationToken)
    {
        if (await owner.FindAsync(request.Caller, request.Owner, cancellationToken) is not { } ownerId)
        {
            return null;
        }

        // One more than asked for tells whether there is a next page.
        var limit = request.Limit ?? ListAuditQuery.DefaultLimit;
        var filter = new AuditFilter(
            ownerId,
            request.Before,
            request.Action,
            request.Secret,
            request.SecretId,
            request.KeyId,
            Microseconds(request.Since),
            Microseconds(request.Until),
            limit + 1
        );
        var events = await log.ListAsync(filter, cancellationToken);
        return events.Count <= limit ? new AuditPage(events, Next: null) : new AuditPage([.. events.SkipLast(1)], events[^2].Id);
    }

    private static long? Microseconds(DateTimeOffset? time) => time is { } known ? Domain.Clock.Microseconds(known) : null;
}
