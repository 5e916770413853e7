using Secrets.Application.Audit;

namespace Secrets.Infrastructure.Persistence;

internal sealed class AuditLog(IDatabase database) : IAuditLog
{
    private static readonly SharedStatement<AuditEvent, object> Append = new(AuditRow.Insert, AuditRow.InsertMany, AuditRow.ColumnsOf);

    private readonly Func<AuditEvent, Task<object?>> _append = database.ShareWrite(Append);

    public Task AppendAsync(IReadOnlyList<AuditEvent> events) => events.Count switch
    {
        0 => Task.CompletedTask,
        1 => _append(events[0]),
        _ => database.TransactAsync(connection => database.RunAllAsync(connection, Append, events)),
    };

    public Task<IReadOnlyList<AuditEvent>> ListAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        var sql = $"SELECT {AuditRow.Columns} FROM audit_events WHERE owner_id = @OwnerId";
        sql += filter.Before is null ? "" : " AND id < @Before";
        sql += filter.Action is null ? "" : " AND action = @Action";
        sql += filter.KeyId is null ? "" : " AND key_id = @KeyId";
        sql += filter.SecretId is null ? "" : " AND secret_id = @SecretId";
        sql += filter.Since is null ? "" : " AND at >= @Since";
        sql += filter.Until is null ? "" : " AND at < @Until";
        sql += filter.Secret is null ? "" :
            """
             AND secret_id IN (SELECT id FROM secrets WHERE owner_id = @OwnerId AND name = @Secret
                               UNION ALL SELECT id FROM deleted_secrets WHERE owner_id = @OwnerId AND name = @Secret)
            """;
        return database.QueryAsync<AuditEvent>($"{sql} ORDER BY id DESC LIMIT @Limit", filter, cancellationToken);
    }
}
