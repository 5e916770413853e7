using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

/// <summary>How an event is read and written; the parameters are the properties of one.</summary>
internal static class AuditRow
{
    public const string Columns = """
        owner_id AS OwnerId, id AS Id, at AS At, key_id AS KeyId, action AS Action, secret_id AS SecretId, version AS Version,
        subject_key_id AS SubjectKeyId, successor_key_id AS SuccessorKeyId, result AS Result, count AS Count, request_id AS RequestId, client_ip AS ClientIp, mac AS Mac, position AS Position
        """;

    public const string Insert = """
        INSERT INTO audit_events (owner_id, id, at, key_id, action, secret_id, version, subject_key_id, successor_key_id, result, count, request_id, client_ip, mac)
        VALUES (@OwnerId, @Id, @At, @KeyId, @Action, @SecretId, @Version, @SubjectKeyId, @SuccessorKeyId, @Result, @Count, @RequestId, @ClientIp, @Mac)
        """;

    /// <summary>The events of <see cref="ColumnsOf"/>, in Postgres. None of them is a rotation, which is stored with the keys.</summary>
    public const string InsertMany = """
        INSERT INTO audit_events (owner_id, id, at, key_id, action, secret_id, version, subject_key_id, result, count, request_id, client_ip, mac)
        SELECT * FROM unnest(@OwnerId, @Id, @At, @KeyId, @Action, @SecretId, @Version, @SubjectKeyId, @Result, @Count, @RequestId, @ClientIp, @Mac)
        """;

    /// <summary>For the event of a secret, written only where what is added to this finds a row.</summary>
    public const string InsertSelect = """
        INSERT INTO audit_events (owner_id, id, at, key_id, action, secret_id, version, result, count, request_id, client_ip, mac)
        SELECT @OwnerId, @Id, @At, @KeyId, @Action, @SecretId, @Version, @Result, @Count, @RequestId, @ClientIp, @Mac
        """;

    /// <summary>Whether the event was written, by a statement before this one in the transaction.</summary>
    public const string IsWritten = "EXISTS (SELECT 1 FROM audit_events WHERE owner_id = @OwnerId AND id = @Id)";

    public static object ColumnsOf(IReadOnlyList<AuditEvent> events) =>
        new
        {
            OwnerId = events.Select(e => e.OwnerId).ToArray(),
            Id = events.Select(e => e.Id).ToArray(),
            At = events.Select(e => e.At).ToArray(),
            KeyId = events.Select(e => e.KeyId).ToArray(),
            Action = events.Select(e => e.Action).ToArray(),
            SecretId = events.Select(e => e.SecretId).ToArray(),
            Version = events.Select(e => e.Version).ToArray(),
            SubjectKeyId = events.Select(e => e.SubjectKeyId).ToArray(),
            Result = events.Select(e => e.Result).ToArray(),
            Count = events.Select(e => e.Count).ToArray(),
            RequestId = events.Select(e => e.RequestId).ToArray(),
            ClientIp = events.Select(e => e.ClientIp).ToArray(),
            Mac = events.Select(e => e.Mac).ToArray(),
        };
}
