using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

/// <summary>The SQL that reads and inserts audit events.</summary>
internal static class AuditRow
{
    public const string Columns = $"{ListedColumns}, owner_id AS OwnerId, mac AS Mac, position AS Position";

    /// <summary>The columns without the owner and the proof.</summary>
    public const string ListedColumns = """
        id AS Id, at AS At, key_id AS KeyId, action AS Action, secret_id AS SecretId, version AS Version,
        subject_key_id AS SubjectKeyId, successor_key_id AS SuccessorKeyId, result AS Result, count AS Count,
        request_id AS RequestId, client_ip AS ClientIp
        """;

    private const string InsertSql = """
        INSERT INTO audit_events (owner_id, id, at, key_id, action, secret_id, version, subject_key_id, successor_key_id,
                                  result, count, request_id, client_ip, mac)
        SELECT @OwnerId, @Id, @At, @KeyId, @Action, @SecretId, @Version, @SubjectKeyId, @SuccessorKeyId,
               @Result, @Count, @RequestId, @ClientIp, @Mac
        """;

    private const string InsertIfSql = $"{InsertSql} FROM secrets WHERE owner_id = @OwnerId AND id = @SecretId AND state = @State";

    public static Statement Insert(AuditEvent auditEvent) => new(InsertSql, auditEvent) { Order = BatchOrder.Last };

    /// <summary>Inserts the event of a change to a secret if the change was made, that is, if the secret has the new state.</summary>
    public static Statement InsertIf(AuditEvent auditEvent, Guid state) =>
        new(InsertIfSql, auditEvent, new { State = state }) { Order = BatchOrder.Last };
}
