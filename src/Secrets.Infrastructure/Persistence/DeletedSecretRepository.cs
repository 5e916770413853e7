using System.Data.Common;
using Dapper;
using Secrets.Application.Secrets;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Infrastructure.Persistence;

internal sealed class DeletedSecretRepository(IDatabase database) : IDeletedSecretRepository
{
    private const int MaxPurged = 500;

    private const string Columns = $"""
        owner_id AS OwnerId, id AS Id, name AS Name, {SecretRow.MetadataColumns}, version AS Version, revision AS Revision,
        created_at AS CreatedAt, deleted_at AS DeletedAt
        """;

    private const string IsThis = "owner_id = @OwnerId AND id = @Id";
    private const string IsItsValue = "owner_id = @OwnerId AND secret_id = @Id AND version = @Version";

    private readonly string _isKept = $"owner_id = @OwnerId AND deleted_at > {database.Now} - @Retention";

    public async Task<IReadOnlyList<DeletedSecret>> ListAsync(
        SecretReach reach,
        TimeSpan retention,
        DeletedSecret? before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var reached = await ReachedRows.OfAsync(database, "deleted_secrets", reach, cancellationToken);
        return await database.QueryAsync<DeletedSecret>(
            $"""
            SELECT {Columns} FROM {reached.From}
            WHERE {_isKept} {(before is null ? "" : "AND (deleted_at, id) < (@DeletedAt, @Id)")} {reached.And}
            ORDER BY deleted_at DESC, id DESC LIMIT @Limit
            """,
            new
            {
                reach.OwnerId,
                Retention = (long)retention.TotalMicroseconds,
                Limit = limit,
                before?.DeletedAt,
                before?.Id,
                reached.Ranges,
            },
            cancellationToken
        );
    }

    public async Task<DeletedSecret?> FindAsync(SecretReach reach, Guid id, TimeSpan retention, CancellationToken cancellationToken)
    {
        var found = await database.FindAsync<DeletedSecret>(
            $"SELECT {Columns} FROM deleted_secrets WHERE {_isKept} AND id = @Id",
            new
            {
                reach.OwnerId,
                Id = id,
                Retention = (long)retention.TotalMicroseconds,
            },
            cancellationToken
        );
        return found is not null && reach.Includes(found.Name) ? found : null;
    }

    public async Task<bool> RestoreAsync(DeletedSecret secret, long now, AuditEvent restored)
    {
        try
        {
            return await database.TransactAsync(connection => RestoreAsync(connection, secret, now, restored));
        }
        catch (NameTakenException)
        {
            return false;
        }
    }

    public Task<bool> DestroyAsync(DeletedSecret secret, AuditEvent destroyed) =>
        database.TransactAsync(async connection =>
        {
            // Locked, so that the secret is not restored or purged before it is destroyed.
            var found = await connection.QueryAsync<long>(
                $"SELECT version FROM deleted_secrets WHERE {IsThis} {database.ForUpdate}",
                secret
            );
            if (found.AsList() is [])
            {
                return false;
            }

            await connection.RunAsync([.. Destroy(secret, destroyed)]);
            return true;
        });

    public async Task<int> PurgeAsync(long deletedUntil, Func<DeletedSecret, AuditEvent> purged, CancellationToken cancellationToken)
    {
        var total = 0;
        int batch;
        do
        {
            batch = await database.ExclusiveAsync(connection => PurgeAsync(connection, deletedUntil, purged), cancellationToken);
            total += batch;
        } while (batch == MaxPurged);
        return total;
    }

    private static async Task<bool> RestoreAsync(DbConnection connection, DeletedSecret secret, long now, AuditEvent restored)
    {
        // Only one of several concurrent restores deletes the row.
        if (await connection.ExecuteAsync($"DELETE FROM deleted_secrets WHERE {IsThis}", secret) == 0)
        {
            return false;
        }

        var (createdAt, createdBy, envelope) = await connection.QuerySingleAsync<(long, Guid?, byte[])>(
            $"SELECT created_at, created_by, envelope FROM secret_versions WHERE {IsItsValue}",
            secret
        );
        var current = secret.Restore(new SecretVersion(secret.Version, createdAt, createdBy), now);
        var results = await connection.RunAsync([
            SecretStatements.Insert(current, envelope),
            new Statement($"DELETE FROM secret_versions WHERE {IsItsValue}", secret),
            AuditRow.InsertIf(restored, current.State),
        ]);
        return results[0].Rows > 0 ? true : throw new NameTakenException();
    }

    private async Task<int> PurgeAsync(DbConnection connection, long deletedUntil, Func<DeletedSecret, AuditEvent> purged)
    {
        // Locked, so that no secret is restored before it is purged.
        var secrets = (
            await connection.QueryAsync<DeletedSecret>(
                $"""
                SELECT {Columns} FROM deleted_secrets WHERE deleted_at <= @deletedUntil
                ORDER BY deleted_at LIMIT @MaxPurged {database.ForUpdate}
                """,
                new { deletedUntil, MaxPurged }
            )
        ).AsList();
        if (secrets.Count > 0)
        {
            await connection.RunAsync([.. secrets.SelectMany(secret => Destroy(secret, purged(secret)))]);
        }

        return secrets.Count;
    }

    private static IEnumerable<Statement> Destroy(DeletedSecret secret, AuditEvent destroyed) =>
        [
            new($"DELETE FROM deleted_secrets WHERE {IsThis}", secret),
            new("DELETE FROM secret_versions WHERE owner_id = @OwnerId AND secret_id = @Id", secret),
            SecretRevealRepository.Delete(secret.OwnerId, secret.Id),
            OwnerCounts.Change(secret.OwnerId, -1),
            AuditRow.Insert(destroyed),
        ];

    /// <summary>Rolls a restore back.</summary>
    private sealed class NameTakenException : Exception;
}
