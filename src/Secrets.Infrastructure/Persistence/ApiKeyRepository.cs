using System.Data.Common;
using Dapper;
using Secrets.Application.ApiKeys;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Persists API keys.</summary>
internal sealed class ApiKeyRepository(IDatabase database) : IApiKeyRepository
{
    /// <summary>An SQL expression: <see cref="ApiKey.EndsAt"/> as the index <c>api_keys_active</c> has it. It serves counts only.</summary>
    public const string EndsAt = "coalesce(CASE WHEN retires_at < expires_at THEN retires_at ELSE expires_at END, retires_at)";

    private const int MaxUses = 1000;
    private const int MaxChanges = 1000;

    private const string Insert = """
        INSERT INTO api_keys (owner_id, id, name, scopes, token_hash, created_at, expires_at, mac)
        VALUES (@OwnerId, @Id, @Name, @Scopes, @TokenHash, @CreatedAt, @ExpiresAt, @Mac)
        """;

    private const string OwnerIsNotShredded = "EXISTS (SELECT 1 FROM owners WHERE owners.id = owner_id AND shredded_at IS NULL)";

    private const string Change = """
        UPDATE api_keys SET retires_at = @RetiresAt, revoked_at = @RevokedAt, mac = @Mac
        WHERE owner_id = @OwnerId AND id = @Id AND mac = @CurrentMac
        """;

    private static readonly SharedStatement<ApiKeyUse, object> Use = new(
        "UPDATE api_keys SET last_used_at = @LastUsedAt WHERE owner_id = @OwnerId AND id = @Id AND coalesce(last_used_at, 0) < @LastUsedAt",
        """
        UPDATE api_keys SET last_used_at = given.last_used_at
        FROM unnest(@OwnerId, @Id, @LastUsedAt) AS given (owner_id, id, last_used_at)
        WHERE api_keys.owner_id = given.owner_id AND api_keys.id = given.id AND coalesce(api_keys.last_used_at, 0) < given.last_used_at
        """,
        uses => new
        {
            OwnerId = uses.Select(use => use.OwnerId).ToArray(),
            Id = uses.Select(use => use.Id).ToArray(),
            LastUsedAt = uses.Select(use => use.LastUsedAt).ToArray(),
        }
    );

    private readonly Func<Token, CancellationToken, Task<ApiKeyRow?>> _find = database.ShareQuery(
        Find(ApiKeyRow.Select(database.Now)),
        authenticates: true
    );

    private readonly string _select = ApiKeyRow.Select(database.Now);

    public async Task<FoundApiKey?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        await _find(new Token(tokenHash), cancellationToken) is { } row ? new FoundApiKey(row.ToKey(), row.ReadAt) : null;

    public async Task<ApiKey?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken) =>
        (await ListAsync($"{_select} WHERE owner_id = @ownerId AND id = @id", new { ownerId, id }, cancellationToken)).SingleOrDefault();

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

        // The last change has the number of the count, unless the count was edited by itself. Zeros stand for every owner.
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

    public Task<bool> CreateFirstAsync(ApiKey key, AuditEvent created) =>
        database.ExclusiveAsync(
            async connection =>
                !await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM api_keys)")
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
            await database.TransactAsync(connection => database.RunAllAsync(connection, Use, some));
        }
    }

    private async Task<IReadOnlyList<ApiKey>> ListAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        [.. (await database.QueryAsync<ApiKeyRow>(sql, parameters, cancellationToken)).Select(row => row.ToKey())];

    private static SharedStatement<Token, ApiKeyRow> Find(string select) =>
        new(
            $"{select} WHERE token_hash = @TokenHash AND {OwnerIsNotShredded}",
            $"""
            SELECT row, found.*
            FROM unnest(@TokenHash) WITH ORDINALITY AS given (wanted, row)
            CROSS JOIN LATERAL ({select} WHERE token_hash = given.wanted AND {OwnerIsNotShredded} LIMIT 1) AS found
            """,
            tokens => new { TokenHash = tokens.Select(token => token.TokenHash).ToArray() }
        );

    private static async Task<bool> CreateAsync(DbConnection connection, ApiKey key, AuditEvent created) =>
        await connection.ExecuteAsync(Insert, ApiKeyRow.Of(key)) > 0 && await connection.ExecuteAsync(AuditRow.Insert, created) > 0;

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
        && await connection.ExecuteAsync(AuditRow.Insert, noted) > 0;

    private sealed class ChangeRow
    {
        public long Count { get; init; }

        public Guid? OwnerId { get; init; }

        public long? Number { get; init; }
    }

    private sealed record Token(byte[] TokenHash);
}
