using Secrets.Application.Audit;
using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Persists audit events, and lists those of one owner.</summary>
internal sealed class AuditEventRepository(IDatabase database) : IAuditEventRepository
{
    private const string FindSecrets = """
        SELECT id FROM secrets WHERE owner_id = @OwnerId AND name = @Secret
        UNION ALL SELECT id FROM deleted_secrets WHERE owner_id = @OwnerId AND name = @Secret
        """;

    // Looked up by primary keys, for the events of one page only. A join could read all secrets.
    private const string SecretName = """
        coalesce((SELECT name FROM secrets WHERE owner_id = @OwnerId AND id = audit_events.secret_id),
                 (SELECT name FROM deleted_secrets WHERE owner_id = @OwnerId AND id = audit_events.secret_id)) AS SecretName
        """;

    private const long MaxIdMilliseconds = (1L << 47) - 1;

    // The largest difference between the time in an id and that of its event.
    private static readonly TimeSpan IdSlack = 2 * OrderedIds.MaxAhead;

    public Task AppendAsync(IReadOnlyList<AuditEvent> events) =>
        events.Count == 0 ? Task.CompletedTask : database.WriteAsync([.. events.Select(AuditRow.Insert)]);

    public async Task<IReadOnlyList<ListedEvent>> ListAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Secret is null)
        {
            return await ListAsync(filter, filter.SecretId, cancellationToken);
        }

        // A name may have belonged to many secrets, and the index is by secret.
        var found = new List<ListedEvent>();
        foreach (
            var id in (await database.QueryAsync<Guid>(FindSecrets, filter, cancellationToken)).Where(id =>
                filter.SecretId is null || id == filter.SecretId
            )
        )
        {
            found.AddRange(await ListAsync(filter, id, cancellationToken));
            if (found.Count > filter.Limit)
            {
                found.Sort(NewestFirst);
                found.RemoveRange(filter.Limit, found.Count - filter.Limit);
            }
        }

        found.Sort(NewestFirst);
        return found;
    }

    private Task<IReadOnlyList<ListedEvent>> ListAsync(AuditFilter filter, Guid? secretId, CancellationToken cancellationToken)
    {
        var columns = filter.WithNames ? $"{AuditRow.ListedColumns}, {SecretName}" : AuditRow.ListedColumns;
        var sql = $"SELECT {columns} FROM audit_events WHERE owner_id = @OwnerId";
        sql += filter.Before is null ? "" : " AND id < @Before";
        sql += filter.Action is null ? "" : " AND action = @Action";
        sql += filter.WithCanaries ? "" : $" AND action <> '{AuditActions.RevealCanary}'";
        sql += filter.KeyId is null ? "" : " AND key_id = @KeyId";
        sql += secretId is null ? "" : " AND secret_id = @SecretId";

        // The id of an event contains a time close to its own. The event's own time has no index.
        sql += filter.Since is null ? "" : " AND at >= @Since AND id >= @First";
        sql += filter.Until is null ? "" : " AND at < @Until AND id < @End";
        var bounds = new
        {
            SecretId = secretId,
            First = filter.Since is { } since ? IdNear(since, -IdSlack) : (Guid?)null,
            End = filter.Until is { } until ? IdNear(until, IdSlack) : (Guid?)null,
            filter.OwnerId,
            filter.Before,
            filter.Action,
            filter.KeyId,
            filter.Since,
            filter.Until,
            filter.Limit,
        };
        return database.QueryAsync<ListedEvent>($"{sql} ORDER BY id DESC LIMIT @Limit", bounds, cancellationToken);
    }

    private static Guid IdNear(long microseconds, TimeSpan slack) =>
        OrderedIds.First(Math.Clamp((microseconds / 1000) + (long)slack.TotalMilliseconds, 0, MaxIdMilliseconds));

    // Sorts ids as the database does.
    private static int NewestFirst(ListedEvent one, ListedEvent other)
    {
        Span<byte> first = stackalloc byte[16],
            second = stackalloc byte[16];
        one.Id.TryWriteBytes(first, bigEndian: true, out _);
        other.Id.TryWriteBytes(second, bigEndian: true, out _);
        return second.SequenceCompareTo(first);
    }
}
