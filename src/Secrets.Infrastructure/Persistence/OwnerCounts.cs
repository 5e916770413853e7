using Dapper;
using Secrets.Application.Owners;
using Secrets.Domain;

namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// Counts the secrets and API keys of owners. Each statement that creates or destroys secrets adds a row with their number. A single row
/// for all would make concurrent statements wait for each other. Counting merges the rows once there are many.
/// </summary>
internal sealed class OwnerCounts(IDatabase database, TimeProvider time) : IOwnerCounts
{
    public const string AddRow = "INSERT INTO secret_counts (owner_id, change) VALUES (@OwnerId, @Change)";

    private const int MaxRows = 1000;

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
                var changes = (
                    await connection.QueryAsync<long>(
                        "DELETE FROM secret_counts WHERE owner_id = @ownerId RETURNING change",
                        new { ownerId }
                    )
                ).AsList();
                return await connection.ExecuteAsync(AddRow, new { OwnerId = ownerId, Change = changes.Sum() });
            });
        }

        return count;
    }

    public async Task<long> CountActiveApiKeysAsync(Guid ownerId, CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<long>(
                $"""
                SELECT count(*) FROM api_keys
                WHERE owner_id = @ownerId AND revoked_at IS NULL AND {ApiKeyRepository.EndsAt} IS NULL
                UNION ALL
                SELECT count(*) FROM api_keys
                WHERE owner_id = @ownerId AND revoked_at IS NULL AND {ApiKeyRepository.EndsAt} > @now
                """,
                new { ownerId, now = time.Microseconds() },
                cancellationToken
            )
        ).Sum();
}
