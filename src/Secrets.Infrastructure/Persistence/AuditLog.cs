using Secrets.Application.Audit;

namespace Secrets.Infrastructure.Persistence;

internal sealed class AuditLog(IDatabase database) : IAuditLog
{
    private static readonly SharedStatement<AuditEvent, object> Append = new(AuditRow.Insert, AuditRow.InsertMany, AuditRow.ColumnsOf);

    private const string FindSecrets =
        "SELECT id FROM secrets WHERE owner_id = @OwnerId AND name = @Secret UNION ALL SELECT id FROM deleted_secrets WHERE owner_id = @OwnerId AND name = @Secret";

    private readonly Func<AuditEvent, Task<object?>> _append = database.ShareWrite(Append);

    public Task AppendAsync(IReadOnlyList<AuditEvent> events) => events.Count switch
    {
        0 => Task.CompletedTask,
        1 => _append(events[0]),
        _ => database.TransactAsync(connection => database.RunAllAsync(connection, Append, events)),
    };

    public async Task<IReadOnlyList<AuditEvent>> ListAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        if (!await HasEventsInTimeAsync(filter, cancellationToken))
        {
            return [];
        }

        if (filter.Secret is null)
        {
            return await ListAsync(filter, filter.SecretId, cancellationToken);
        }

        // Each secret by itself, in the order of its events: a name may have had many.
        var found = new List<AuditEvent>();
        foreach (var id in (await database.QueryAsync<Guid>(FindSecrets, filter, cancellationToken)).Where(id => filter.SecretId is null || id == filter.SecretId))
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

    // Events are read by their ids, and the database does not know that those of a time are together.
    private async Task<bool> HasEventsInTimeAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        (filter.Since is null && filter.Until is null)
        || await database.QueryAsync<long>($"SELECT 1 FROM audit_events WHERE owner_id = @OwnerId{InTime(filter, "at")} LIMIT 1", filter, cancellationToken) is [_];

    private Task<IReadOnlyList<AuditEvent>> ListAsync(AuditFilter filter, Guid? secretId, CancellationToken cancellationToken)
    {
        var sql = $"SELECT {AuditRow.Columns} FROM audit_events WHERE owner_id = @OwnerId";
        sql += filter.Before is null ? "" : " AND id < @Before";
        sql += filter.Action is null ? "" : " AND action = @Action";
        sql += filter.KeyId is null ? "" : " AND key_id = @KeyId";
        sql += secretId is null ? "" : " AND secret_id = @SecretId";

        // The plus keeps the databases from reading all events of a time and sorting them, where the order of ids ends at the limit.
        sql += InTime(filter, "+at");
        return database.QueryAsync<AuditEvent>($"{sql} ORDER BY id DESC LIMIT @Limit", filter with { SecretId = secretId }, cancellationToken);
    }

    private static string InTime(AuditFilter filter, string at) => (filter.Since is null ? "" : $" AND {at} >= @Since") + (filter.Until is null ? "" : $" AND {at} < @Until");

    // As the database orders ids.
    private static int NewestFirst(AuditEvent one, AuditEvent other)
    {
        Span<byte> first = stackalloc byte[16], second = stackalloc byte[16];
        one.Id.TryWriteBytes(first, bigEndian: true, out _);
        other.Id.TryWriteBytes(second, bigEndian: true, out _);
        return second.SequenceCompareTo(first);
    }
}
