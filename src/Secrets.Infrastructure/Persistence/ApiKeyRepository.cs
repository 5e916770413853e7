using System.Data.Common;
using Dapper;
using Secrets.Application.ApiKeys;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Persists API keys.</summary>
internal sealed class ApiKeyRepository(IDatabase database) : IApiKeyRepository
{
    /// <summary>The SQL expression of <see cref="ApiKey.EndsAt"/> in the index <c>api_keys_active</c>. Only counts use it.</summary>
    public const string EndsAt = "coalesce(CASE WHEN retires_at < expires_at THEN retires_at ELSE expires_at END, retires_at)";

    private const int MaxUses = 1000;
    private const int MaxPurged = 500;
    private const int MaxChanges = 1000;

    private const string Insert = """
        INSERT INTO api_keys (owner_id, id, name, scopes, token_hash, created_at, expires_at, mac,
                              secret_names, client_networks, parent_id, depth, max_uses)
        VALUES (@OwnerId, @Id, @Name, @Scopes, @TokenHash, @CreatedAt, @ExpiresAt, @Mac,
                @SecretNames, @ClientNetworks, @ParentId, @Depth, @MaxUses)
        """;

    private const string HasKey = "SELECT EXISTS (SELECT 1 FROM api_keys WHERE owner_id = @OwnerId)";

    private const string OwnerIsNotShredded = "EXISTS (SELECT 1 FROM owners WHERE owners.id = owner_id AND shredded_at IS NULL)";

    private const string Change = """
        UPDATE api_keys SET retires_at = @RetiresAt, revoked_at = @RevokedAt, mac = @Mac
        WHERE owner_id = @OwnerId AND id = @Id AND mac = @CurrentMac
        """;

    private const string CountChildren = "SELECT count(*) FROM api_keys WHERE owner_id = @OwnerId AND parent_id = @ParentId";

    private const string Ancestors = """
        WITH RECURSIVE ancestors (id, parent_id, depth) AS (
            SELECT id, parent_id, 1 FROM api_keys WHERE owner_id = @ownerId AND id = @parentId
            UNION ALL
            SELECT parent.id, parent.parent_id, ancestors.depth + 1
            FROM ancestors JOIN api_keys AS parent ON parent.owner_id = @ownerId AND parent.id = ancestors.parent_id
            WHERE ancestors.depth < @MaxDepth
        )
        """;

    private const string Use = """
        UPDATE api_keys SET last_used_at = @LastUsedAt
        WHERE owner_id = @OwnerId AND id = @Id AND coalesce(last_used_at, 0) < @LastUsedAt
        """;

    private readonly string _select = ApiKeyRow.Select(database.Now);

    public async Task<FoundApiKey?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        await database.FindAsync<ApiKeyRow>(
            $"{_select} WHERE token_hash = @tokenHash AND {OwnerIsNotShredded}",
            new { tokenHash },
            cancellationToken,
            authenticates: true
        )
            is { } row
            ? new FoundApiKey(row.ToKey(), row.ReadAt)
            : null;

    public async Task<ApiKey?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken) =>
        (await ListAsync($"{_select} WHERE owner_id = @ownerId AND id = @id", new { ownerId, id }, cancellationToken)).SingleOrDefault();

    public async Task<IReadOnlyList<ApiKey>> FindAncestorsAsync(Guid ownerId, Guid parentId, CancellationToken cancellationToken) =>
        [
            .. (
                await database.QueryAsync<ApiKeyRow>(
                    $"{Ancestors} {_select} WHERE owner_id = @ownerId AND id IN (SELECT id FROM ancestors)",
                    new
                    {
                        ownerId,
                        parentId,
                        ApiKey.MaxDepth,
                    },
                    cancellationToken,
                    authenticates: true
                )
            ).Select(row => row.ToKey()),
        ];

    public async Task<ApiKeyChanges> FindChangesAsync(long? since, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<ChangeRow>(
            """
            SELECT count AS Count, owner_id AS OwnerId, number AS Number
            FROM api_key_changes LEFT JOIN api_key_owner_changes ON number > @since
            ORDER BY number LIMIT @MaxChanges
            """,
            new { since = since ?? long.MaxValue, MaxChanges },
            cancellationToken,
            authenticates: true
        );
        if (rows is not [.., var last])
        {
            return new ApiKeyChanges(Count: null, Owners: null);
        }

        // The number of the last change equals the count, unless someone has edited the count alone. The zero id stands for every owner.
        var isComplete = rows.Count < MaxChanges && last.Number == last.Count && rows.All(row => row.OwnerId != Guid.Empty);
        return new ApiKeyChanges(
            last.Count,
            last.Count == since ? []
                : isComplete ? [.. rows.Select(row => row.OwnerId!.Value)]
                : null
        );
    }

    public Task<IReadOnlyList<ApiKey>> ListAsync(Guid ownerId, CancellationToken cancellationToken) =>
        ListAsync($"{_select} WHERE owner_id = @ownerId ORDER BY created_at, id", new { ownerId }, cancellationToken);

    public Task CreateAsync(ApiKey key, AuditEvent created) => database.TransactAsync(connection => CreateAsync(connection, key, created));

    public Task<bool> CreateChildAsync(ApiKey child, int maxChildren, AuditEvent created) =>
        database.TransactAsync(async connection =>
        {
            // Locked, so that concurrent requests count each other's children. The parent may have no row.
            var row = ApiKeyRow.Of(child);
            await connection.ExecuteAsync($"SELECT id FROM owners WHERE id = @OwnerId {database.ForUpdate}", row);
            var count = await connection.ExecuteScalarAsync<long>(
                $"{CountChildren} AND revoked_at IS NULL AND expires_at > {database.Now}",
                row
            );
            return count < maxChildren && await CreateAsync(connection, child, created);
        });

    public async Task<int> PurgeChildrenAsync(long expiredUntil, CancellationToken cancellationToken)
    {
        var total = 0;
        int batch;
        do
        {
            batch = await database.ExclusiveAsync(connection => PurgeChildrenAsync(connection, expiredUntil), cancellationToken);
            total += batch;
        } while (batch == MaxPurged);
        return total;
    }

    public Task<bool> CreateFirstAsync(ApiKey key, AuditEvent created) =>
        database.ExclusiveAsync(
            async connection =>
                !await connection.ExecuteScalarAsync<bool>(HasKey, new { key.OwnerId })
                && await CreateAsync(connection, key, created),
            CancellationToken.None
        );

    public Task<bool> ChangeAsync(ApiKey current, ApiKey changed, AuditEvent revoked) =>
        database.TransactAsync(connection => ChangeAsync(connection, current, changed, revoked));

    public Task<bool> RotateAsync(ApiKey current, ApiKey retired, ApiKey successor, AuditEvent rotated) =>
        database.TransactAsync(async connection =>
            await ChangeAsync(connection, current, retired, rotated) && await connection.ExecuteAsync(Insert, ApiKeyRow.Of(successor)) > 0
        );

    public async Task NoteUsesAsync(IReadOnlyCollection<ApiKeyUse> uses)
    {
        foreach (var some in uses.Chunk(MaxUses))
        {
            await database.WriteAsync([.. some.Select(use => new Statement(Use, use))]);
        }
    }

    private async Task<IReadOnlyList<ApiKey>> ListAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        [.. (await database.QueryAsync<ApiKeyRow>(sql, parameters, cancellationToken)).Select(row => row.ToKey())];

    private static async Task<int> PurgeChildrenAsync(DbConnection connection, long expiredUntil)
    {
        var keys = (
            await connection.QueryAsync<(Guid OwnerId, Guid Id)>(
                """
                SELECT owner_id, id FROM api_keys WHERE parent_id IS NOT NULL AND expires_at <= @expiredUntil
                ORDER BY expires_at LIMIT @MaxPurged
                """,
                new { expiredUntil, MaxPurged }
            )
        ).AsList();
        const string Delete = "DELETE FROM api_keys WHERE owner_id = @OwnerId AND id = @Id";
        if (keys.Count > 0)
        {
            await connection.RunAsync([.. keys.Select(key => new Statement(Delete, new { key.OwnerId, key.Id }))]);
        }

        return keys.Count;
    }

    private static async Task<bool> CreateAsync(DbConnection connection, ApiKey key, AuditEvent created) =>
        await connection.ExecuteAsync(Insert, ApiKeyRow.Of(key)) > 0 && (await connection.RunAsync([AuditRow.Insert(created)]))[0].Rows > 0;

    private static async Task<bool> ChangeAsync(DbConnection connection, ApiKey current, ApiKey changed, AuditEvent noted) =>
        await connection.ExecuteAsync(
            Change,
            new
            {
                changed.RetiresAt,
                changed.RevokedAt,
                changed.Mac,
                current.OwnerId,
                current.Id,
                CurrentMac = current.Mac,
            }
        ) > 0
        && (await connection.RunAsync([AuditRow.Insert(noted)]))[0].Rows > 0;

    private sealed class ChangeRow
    {
        public long Count { get; init; }

        public Guid? OwnerId { get; init; }

        public long? Number { get; init; }
    }
}
