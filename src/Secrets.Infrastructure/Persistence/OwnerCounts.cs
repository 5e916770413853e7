using Dapper;
using Secrets.Application.Owners;
using Secrets.Domain;
using Secrets.Domain.Secrets;

namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// Counts the secrets and API keys of owners. Each change that adds or destroys secrets adds a row with their number: with a single row,
/// all changes would wait for each other. Many rows are replaced by one with their sum.
/// </summary>
internal sealed class OwnerCounts(IDatabase database, TimeProvider time) : IOwnerCounts
{
    private const int MaxRows = 1000;

    private const string AddSecretSql =
        "INSERT INTO secret_counts (owner_id, change) "
        + "SELECT @OwnerId, 1 FROM secrets WHERE owner_id = @OwnerId AND id = @Id AND state = @State";

    /// <summary>Counts a secret if the statement before has added it.</summary>
    public static Statement AddSecret(Secret secret) => new(AddSecretSql, secret) { Order = BatchOrder.Last };

    public static Statement Change(Guid ownerId, long change) =>
        new("INSERT INTO secret_counts (owner_id, change) VALUES (@OwnerId, @Change)", new { OwnerId = ownerId, Change = change });

    public async Task<long> CountSecretsAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        var (count, rows) = (
            await database.QueryAsync<(long Count, long Rows)>(
                "SELECT CAST(coalesce(sum(change), 0) AS bigint), count(*) FROM secret_counts WHERE owner_id = @ownerId",
                new { ownerId },
                cancellationToken
            )
        )[0];
        if (rows > MaxRows)
        {
            await database.TransactAsync(async connection =>
            {
                var changes = await connection.QueryAsync<long>(
                    "DELETE FROM secret_counts WHERE owner_id = @ownerId RETURNING change",
                    new { ownerId }
                );
                return await connection.RunAsync([Change(ownerId, changes.Sum())]);
            });
        }

        return count;
    }

    public async Task<long> CountChildKeysAsync(Guid ownerId, CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<long>(
                $"SELECT count(*) FROM api_keys WHERE owner_id = @ownerId AND parent_id IS NOT NULL AND expires_at > {database.Now}",
                new { ownerId },
                cancellationToken
            )
        )[0];

    public async Task<long> CountActiveApiKeysAsync(Guid ownerId, CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<long>(
                $"""
                SELECT count(*) FROM api_keys
                WHERE owner_id = @ownerId AND revoked_at IS NULL AND parent_id IS NULL AND {ApiKeyRepository.EndsAt} IS NULL
                UNION ALL
                SELECT count(*) FROM api_keys
                WHERE owner_id = @ownerId AND revoked_at IS NULL AND parent_id IS NULL AND {ApiKeyRepository.EndsAt} > @now
                """,
                new { ownerId, now = time.Microseconds() },
                cancellationToken
            )
        ).Sum();
}
