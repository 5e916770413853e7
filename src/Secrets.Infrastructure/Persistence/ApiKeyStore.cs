using System.Data.Common;
using Dapper;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;

namespace Secrets.Infrastructure.Persistence;

internal sealed class ApiKeyStore(IDatabase database) : IApiKeyStore
{
    private const string Insert =
        """
        INSERT INTO api_keys (owner_id, id, name, scopes, lookup, created_at, expires_at, mac)
        VALUES (@OwnerId, @Id, @Name, @Scopes, @Lookup, @CreatedAt, @ExpiresAt, @Mac)
        """;

    private const string Change =
        "UPDATE api_keys SET expires_at = @ExpiresAt, revoked_at = @RevokedAt, mac = @Mac WHERE owner_id = @OwnerId AND id = @Id AND mac = @CurrentMac";

    private readonly string _select =
        $"""
        SELECT owner_id AS OwnerId, id AS Id, name AS Name, scopes AS Scopes, lookup AS Lookup, created_at AS CreatedAt, expires_at AS ExpiresAt,
               revoked_at AS RevokedAt, last_used_at AS LastUsedAt, mac AS Mac, expires_at - {database.Now} AS ExpiresIn
        FROM api_keys
        """;

    public async Task<StoredApiKey?> FindAsync(byte[] lookup, CancellationToken cancellationToken) =>
        (await database.QueryAsync<StoredApiKey>(
            $"{_select} WHERE lookup = @lookup AND EXISTS (SELECT 1 FROM owners WHERE owners.id = owner_id AND shredded_at IS NULL)", new { lookup }, cancellationToken)).SingleOrDefault();

    public async Task<StoredApiKey?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken) =>
        (await database.QueryAsync<StoredApiKey>($"{_select} WHERE owner_id = @ownerId AND id = @id", new { ownerId, id }, cancellationToken)).SingleOrDefault();

    public Task<IReadOnlyList<StoredApiKey>> ListAsync(Guid ownerId, CancellationToken cancellationToken) =>
        database.QueryAsync<StoredApiKey>($"{_select} WHERE owner_id = @ownerId ORDER BY created_at, id", new { ownerId }, cancellationToken);

    public Task CreateAsync(StoredApiKey key, AuditEvent created) => database.TransactAsync(connection => CreateAsync(connection, key, created));

    public Task<bool> CreateFirstAsync(StoredApiKey key, AuditEvent created) => database.ExclusiveAsync(
        async connection => !await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM api_keys)") && await CreateAsync(connection, key, created), CancellationToken.None);

    public Task<bool> ChangeAsync(StoredApiKey current, StoredApiKey changed, AuditEvent revoked) =>
        database.TransactAsync(connection => ChangeAsync(connection, current, changed, revoked));

    public Task<bool> ReplaceAsync(StoredApiKey current, StoredApiKey changed, StoredApiKey successor, AuditEvent rotated) => database.TransactAsync(async connection =>
        await ChangeAsync(connection, current, changed, rotated) && await connection.ExecuteAsync(Insert, successor) > 0);

    public Task NoteUsesAsync(IReadOnlyCollection<ApiKeyUse> uses) => database.WriteAsync(
        "UPDATE api_keys SET last_used_at = @LastUsedAt WHERE owner_id = @OwnerId AND id = @Id AND coalesce(last_used_at, 0) < @LastUsedAt",
        uses);

    private static async Task<bool> CreateAsync(DbConnection connection, StoredApiKey key, AuditEvent created) =>
        await connection.ExecuteAsync(Insert, key) > 0 && await connection.ExecuteAsync(AuditRow.Insert, created) > 0;

    private static async Task<bool> ChangeAsync(DbConnection connection, StoredApiKey current, StoredApiKey changed, AuditEvent noted) =>
        await connection.ExecuteAsync(Change, new { changed.ExpiresAt, changed.RevokedAt, changed.Mac, current.OwnerId, current.Id, CurrentMac = current.Mac }) > 0
        && await connection.ExecuteAsync(AuditRow.Insert, noted) > 0;
}
