using Dapper;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
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

    private const string FindName = """
        SELECT name FROM secrets WHERE owner_id = @OwnerId AND id = @SecretId
        UNION ALL SELECT name FROM deleted_secrets WHERE owner_id = @OwnerId AND id = @SecretId
        """;

    /// <summary>The most secrets whose events are looked up one by one.</summary>
    private const int MaxSecrets = 100;

    // The limit is that of the authenticated key, whose MAC covers it, and not that of the row.
    private const string TakeUses = """
        UPDATE api_keys SET uses = uses + @Count
        WHERE owner_id = @OwnerId AND id = @KeyId AND revoked_at IS NULL AND uses + @Count <= @MaxUses
        """;

    private const long MaxIdMilliseconds = (1L << 47) - 1;

    // The largest difference between the time in an id and that of its event.
    private static readonly TimeSpan IdSlack = 2 * OrderedIds.MaxAhead;

    /// <summary>The events without a secret that are of the caller's key: what it did, and what others did with it.</summary>
    private static readonly EventCondition[] OwnEvents =
    [
        new("AND secret_id IS NULL AND key_id = @CallerKeyId"),
        .. new[]
        {
            AuditActions.CreateApiKey,
            AuditActions.CreateChildKey,
            AuditActions.RotateApiKey,
            AuditActions.RevokeApiKey,
        }.Select(action => new EventCondition(
            $"AND secret_id IS NULL AND subject_key_id = @CallerKeyId AND key_id <> @CallerKeyId AND action = '{action}'"
        )),
    ];

    private readonly string _findReached = $"""
        SELECT id FROM {database.RowsInRanges("secrets")}
        UNION ALL SELECT id FROM {database.RowsInRanges("deleted_secrets")}
        LIMIT {MaxSecrets + 1}
        """;

    // LIMIT and OFFSET keep Postgres from reading all secrets of the owner first.
    private readonly string _isReachedOrOwn = $"""
        AND (secret_id IS NULL AND (key_id = @CallerKeyId OR subject_key_id = @CallerKeyId)
             OR EXISTS (SELECT 1 FROM secrets WHERE owner_id = @OwnerId AND id = secret_id AND {database.IsInRanges} LIMIT 1 OFFSET 0)
             OR EXISTS (SELECT 1 FROM deleted_secrets
                        WHERE owner_id = @OwnerId AND id = secret_id AND {database.IsInRanges} LIMIT 1 OFFSET 0))
        """;

    public Task AppendAsync(IReadOnlyList<AuditEvent> events) =>
        events.Count == 0 ? Task.CompletedTask : database.WriteAsync([.. events.Select(AuditRow.Insert)]);

    public Task<bool> AppendAsync(IReadOnlyList<AuditEvent> events, LimitedUse use) =>
        database.TransactAsync(async connection =>
        {
            if (await connection.ExecuteAsync(TakeUses, use) == 0)
            {
                return false;
            }

            await connection.RunAsync([.. events.Select(AuditRow.Insert)]);
            return true;
        });

    public async Task<IReadOnlyList<ListedEvent>> ListAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        var reach = filter.Reach;
        if (filter.Secret is { } name)
        {
            // A name may have belonged to many secrets, and the index is by secret.
            var found = await database.QueryAsync<Guid>(
                FindSecrets,
                new { reach.OwnerId, Secret = reach.NameToFind(name) },
                cancellationToken
            );
            var selected = found.Where(id => filter.SecretId is null || id == filter.SecretId);
            return await ListAsync(filter, selected.Select(OfSecret), cancellationToken);
        }

        if (filter.SecretId is { } secretId)
        {
            var isReached = reach.Names is null || await IsReachedAsync(reach, secretId, cancellationToken);
            return await ListAsync(filter, OfSecret(isReached ? secretId : Guid.Empty), cancellationToken);
        }

        if (reach.Names is not { } names)
        {
            return await ListAsync(filter, new EventCondition(""), cancellationToken);
        }

        var ids = await database.QueryAsync<Guid>(
            _findReached,
            new { reach.OwnerId, Ranges = NameRanges.JsonOf(names) },
            cancellationToken
        );
        return ids.Count > MaxSecrets
            ? await ListAsync(filter, new EventCondition(_isReachedOrOwn), cancellationToken)
            : await ListAsync(filter, ids.Select(OfSecret).Concat(OwnEvents), cancellationToken);
    }

    private static EventCondition OfSecret(Guid id) => new("AND secret_id = @SecretId", id);

    private async Task<bool> IsReachedAsync(SecretReach reach, Guid secretId, CancellationToken cancellationToken) =>
        (await database.QueryAsync<string>(FindName, new { reach.OwnerId, SecretId = secretId }, cancellationToken)).Any(reach.Includes);

    /// <summary>Lists events that meet one of several conditions. No event meets two.</summary>
    private async Task<IReadOnlyList<ListedEvent>> ListAsync(
        AuditFilter filter,
        IEnumerable<EventCondition> conditions,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ListedEvent>();
        foreach (var condition in conditions)
        {
            found.AddRange(await ListAsync(filter, condition, cancellationToken));
            found.Sort(NewestFirst);
            if (found.Count > filter.Limit)
            {
                found.RemoveRange(filter.Limit, found.Count - filter.Limit);
            }
        }

        return found;
    }

    private Task<IReadOnlyList<ListedEvent>> ListAsync(AuditFilter filter, EventCondition condition, CancellationToken cancellationToken)
    {
        var columns = filter.WithNames ? $"{AuditRow.ListedColumns}, {SecretName}" : AuditRow.ListedColumns;
        var sql = $"SELECT {columns} FROM audit_events WHERE owner_id = @OwnerId {condition.And}";
        sql += filter.Before is null ? "" : " AND id < @Before";
        sql += filter.Action is null ? "" : " AND action = @Action";
        sql += filter.WithCanaries ? "" : $" AND action <> '{AuditActions.RevealCanary}'";
        sql += filter.KeyId is null ? "" : " AND key_id = @KeyId";

        // The id of an event contains a time close to its own. The event's own time has no index.
        sql += filter.Since is null ? "" : " AND at >= @Since AND id >= @First";
        sql += filter.Until is null ? "" : " AND at < @Until AND id < @End";
        var bounds = new
        {
            condition.SecretId,
            First = filter.Since is { } since ? IdNear(since, -IdSlack) : (Guid?)null,
            End = filter.Until is { } until ? IdNear(until, IdSlack) : (Guid?)null,
            filter.Reach.OwnerId,
            Ranges = filter.Reach.Names is { } names ? NameRanges.JsonOf(names) : null,
            filter.CallerKeyId,
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

    /// <param name="And">A condition, or nothing.</param>
    /// <param name="SecretId">A parameter of it.</param>
    private readonly record struct EventCondition(string And, Guid? SecretId = null);
}
