using Dapper;
using Secrets.Application.Secrets;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Infrastructure.Persistence;

internal sealed class DeletedSecretRepository(IDatabase database) : IDeletedSecretRepository
{
    private const int PurgedAtOnce = 500;

    private const string Select =
        "SELECT id AS Id, name AS Name, description AS Description, version AS Version, deleted_at AS DeletedAt FROM deleted_secrets";

    public Task<IReadOnlyList<DeletedSecret>> ListAsync(
        Guid ownerId,
        TimeSpan kept,
        DeletedSecret? before,
        int limit,
        CancellationToken cancellationToken
    ) =>
        database.QueryAsync<DeletedSecret>(
            $"{Select} WHERE owner_id = @ownerId AND deleted_at > {database.Now} - @Kept {(before is null ? "" : "AND (deleted_at, id) < (@DeletedAt, @Id)")} ORDER BY deleted_at DESC, id DESC LIMIT @limit",
            new
            {
                ownerId,
                Kept = (long)kept.TotalMicroseconds,
                limit,
                before?.DeletedAt,
                before?.Id,
            },
            cancellationToken
        );

    public async Task<DeletedSecret?> FindAsync(Guid ownerId, Guid id, TimeSpan kept, CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<DeletedSecret>(
                $"{Select} WHERE owner_id = @ownerId AND id = @id AND deleted_at > {database.Now} - @Kept",
                new
                {
                    ownerId,
                    id,
                    Kept = (long)kept.TotalMicroseconds,
                },
                cancellationToken
            )
        ).SingleOrDefault();

    public async Task<bool> RestoreAsync(DeletedSecret secret, AuditEvent restored)
    {
        try
        {
            // The first statement decides; the others do nothing where it finds no row.
            return (
                    await database.WriteAsync<long>(
                        $"""
                        {AuditRow.InsertSelect} FROM deleted_secrets
                        WHERE owner_id = @OwnerId AND id = @SecretId AND NOT EXISTS (SELECT 1 FROM secrets WHERE owner_id = @OwnerId AND name = @Name) {database.ForUpdate};

                        INSERT INTO secrets (owner_id, id, name, folded_name, description, version, revision, envelope, created_at, updated_at, value_created_at, value_created_by)
                        SELECT deleted.owner_id, deleted.id, name, @FoldedName, description, deleted.version, revision + 1, envelope, deleted.created_at, @At, last.created_at, created_by
                        FROM deleted_secrets deleted JOIN secret_versions last ON last.owner_id = deleted.owner_id AND secret_id = deleted.id AND last.version = deleted.version
                        WHERE deleted.owner_id = @OwnerId AND deleted.id = @SecretId AND {AuditRow.IsWritten};

                        DELETE FROM secret_versions WHERE owner_id = @OwnerId AND secret_id = @SecretId AND version = @Version AND {AuditRow.IsWritten};

                        DELETE FROM deleted_secrets WHERE owner_id = @OwnerId AND id = @SecretId AND {AuditRow.IsWritten} RETURNING version
                        """,
                        Parameters()
                    )
                ).Count > 0;
        }
        catch (UniqueViolationException)
        {
            return false;
        }

        DynamicParameters Parameters()
        {
            var parameters = new DynamicParameters(restored);
            parameters.AddDynamicParams(new { secret.Name, FoldedName = FoldedName.Of(secret.Name) });
            return parameters;
        }
    }

    public async Task<int> PurgeAsync(long deletedUntil, Func<PurgedSecret, AuditEvent> purged, CancellationToken cancellationToken)
    {
        var total = 0;
        int batch;
        do
        {
            batch = await database.ExclusiveAsync(
                async connection =>
                {
                    var rows = (
                        await connection.QueryAsync<PurgedSecret>(
                            """
                            DELETE FROM deleted_secrets WHERE (owner_id, id) IN
                                (SELECT owner_id, id FROM deleted_secrets WHERE deleted_at <= @deletedUntil ORDER BY deleted_at LIMIT @PurgedAtOnce)
                            RETURNING owner_id AS OwnerId, id AS Id, version AS Version
                            """,
                            new { deletedUntil, PurgedAtOnce }
                        )
                    ).AsList();
                    foreach (var secret in rows)
                    {
                        await connection.ExecuteAsync("DELETE FROM secret_versions WHERE owner_id = @OwnerId AND secret_id = @Id", secret);
                        await connection.ExecuteAsync(AuditRow.Insert, purged(secret));
                    }

                    foreach (var secrets in rows.CountBy(secret => secret.OwnerId))
                    {
                        await connection.ExecuteAsync(OwnerCounts.AddRow, new { OwnerId = secrets.Key, Change = -secrets.Value });
                    }

                    return rows.Count;
                },
                cancellationToken
            );
            total += batch;
        } while (batch == PurgedAtOnce);

        return total;
    }
}
