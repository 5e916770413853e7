using Dapper;
using Npgsql;
using Secrets.Application.Secrets;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Bench;

/// <summary>Stores new secrets and their events as fast as the database can take them.</summary>
internal static class BulkLoad
{
    public static Func<IReadOnlyList<(EncryptedSecret Secret, AuditEvent Created)>, Task> To(IDatabase database) =>
        database.Name == "Postgres"
            ? rows =>
                database.TransactAsync(async connection =>
                {
                    var postgres = (NpgsqlConnection)connection;
                    await using (
                        var secrets = await postgres.BeginBinaryImportAsync(
                            "COPY secrets (owner_id, id, name, folded_name, description, version, revision, envelope, created_at, updated_at, value_created_at, value_created_by) FROM STDIN (FORMAT BINARY)"
                        )
                    )
                    {
                        foreach (var (secret, created) in rows)
                        {
                            await secrets.WriteRowAsync(
                                CancellationToken.None,
                                secret.Address.OwnerId,
                                secret.Address.SecretId,
                                secret.Address.Name,
                                FoldedName.Of(secret.Address.Name),
                                "d",
                                1L,
                                1L,
                                secret.Envelope,
                                created.At,
                                created.At,
                                created.At,
                                created.KeyId
                            );
                        }

                        await secrets.CompleteAsync();
                    }

                    await using var events = await postgres.BeginBinaryImportAsync(
                        "COPY audit_events (owner_id, id, at, key_id, action, secret_id, version, result, count, request_id, client_ip, mac) FROM STDIN (FORMAT BINARY)"
                    );
                    foreach (var (_, created) in rows)
                    {
                        await events.WriteRowAsync(
                            CancellationToken.None,
                            created.OwnerId,
                            created.Id,
                            created.At,
                            created.KeyId,
                            created.Action,
                            created.SecretId!.Value,
                            created.Version!.Value,
                            created.Result,
                            created.Count,
                            created.RequestId,
                            created.ClientIp,
                            created.Mac
                        );
                    }

                    return await events.CompleteAsync();
                })
            : rows =>
                database.TransactAsync(async connection =>
                {
                    await connection.ExecuteAsync(
                        """
                        INSERT INTO secrets (owner_id, id, name, folded_name, description, version, revision, envelope, created_at, updated_at, value_created_at, value_created_by)
                        VALUES (@OwnerId, @SecretId, @Name, @FoldedName, 'd', 1, 1, @Envelope, @At, @At, @At, @KeyId)
                        """,
                        rows.Select(row => new
                        {
                            row.Secret.Address.OwnerId,
                            row.Secret.Address.SecretId,
                            row.Secret.Address.Name,
                            FoldedName = FoldedName.Of(row.Secret.Address.Name),
                            row.Secret.Envelope,
                            row.Created.At,
                            row.Created.KeyId,
                        })
                    );
                    return await connection.ExecuteAsync(AuditRow.Insert, rows.Select(row => row.Created));
                });
}
