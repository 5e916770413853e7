using Dapper;
using Secrets.Application.Secrets;
using Secrets.Domain;

namespace Secrets.Infrastructure.Persistence;

internal sealed class DeletedSecretStore(IDatabase database, TimeProvider time) : IDeletedSecretStore
{
    private const int PurgedAtOnce = 500;

    public Task<IReadOnlyList<DeletedSecret>> ListAsync(Guid ownerId, long deletedAfter, CancellationToken cancellationToken) => database.QueryAsync<DeletedSecret>(
        """
        SELECT id AS Id, name AS Name, description AS Description, deleted_at AS DeletedAt FROM deleted_secrets
        WHERE owner_id = @ownerId AND deleted_at > @deletedAfter ORDER BY deleted_at DESC, id DESC
        """,
        new { ownerId, deletedAfter },
        cancellationToken);

    public async Task<RestoreOutcome> RestoreAsync(Guid ownerId, Guid id, long deletedAfter)
    {
        const string Find = "SELECT name FROM deleted_secrets WHERE owner_id = @ownerId AND id = @id AND deleted_at > @deletedAfter";
        if (await database.QueryAsync<string>(Find, new { ownerId, id, deletedAfter }, CancellationToken.None) is not [var name])
        {
            return new RestoreOutcome(Name: null, IsRestored: false);
        }

        // The first statement decides; the others do nothing where the secret is not back.
        var rows = await database.WriteAsync(
            $"""
            INSERT INTO secrets (owner_id, id, name, description, version, revision, envelope, created_at, updated_at, value_created_at, value_created_by)
            SELECT deleted.owner_id, id, name, description, deleted.version, revision + 1, envelope, deleted.created_at, @Now, last.created_at, created_by
            FROM deleted_secrets deleted JOIN secret_versions last ON last.owner_id = deleted.owner_id AND secret_id = id AND last.version = deleted.version
            WHERE deleted.owner_id = @ownerId AND id = @id AND deleted_at > @deletedAfter {database.ForUpdate}
            ON CONFLICT (owner_id, name) DO NOTHING;

            DELETE FROM secret_versions
            WHERE owner_id = @ownerId AND secret_id = @id AND version = (SELECT version FROM secrets WHERE owner_id = @ownerId AND id = @id);

            DELETE FROM deleted_secrets
            WHERE owner_id = @ownerId AND id = @id AND EXISTS (SELECT 1 FROM secrets WHERE owner_id = @ownerId AND id = @id)
            """,
            new { ownerId, id, deletedAfter, Now = time.Microseconds() });
        return new RestoreOutcome(name, rows > 0);
    }

    public async Task<int> PurgeAsync(long deletedUntil, CancellationToken cancellationToken)
    {
        var purged = 0;
        int batch;
        do
        {
            batch = await database.ExclusiveAsync(
                async connection =>
                {
                    var rows = (await connection.QueryAsync<(Guid OwnerId, Guid Id)>(
                        """
                        DELETE FROM deleted_secrets WHERE (owner_id, id) IN
                            (SELECT owner_id, id FROM deleted_secrets WHERE deleted_at <= @deletedUntil ORDER BY deleted_at LIMIT @PurgedAtOnce)
                        RETURNING owner_id, id
                        """,
                        new { deletedUntil, PurgedAtOnce })).AsList();
                    foreach (var (ownerId, id) in rows)
                    {
                        await connection.ExecuteAsync("DELETE FROM secret_versions WHERE owner_id = @ownerId AND secret_id = @id", new { ownerId, id });
                    }

                    return rows.Count;
                },
                cancellationToken);
            purged += batch;
        }
        while (batch == PurgedAtOnce);

        return purged;
    }
}
