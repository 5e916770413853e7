using Dapper;
using Secrets.Application.ApiKeys;

namespace Secrets.Infrastructure.Persistence;

internal sealed class ApiKeyStore(IDatabase database) : IApiKeyStore
{
    private const string Insert =
        "INSERT INTO api_keys (owner_id, id, name, scopes, lookup, created_at, expires_at, mac) ";

    private const string Change =
        "UPDATE api_keys SET expires_at = @ExpiresAt, revoked_at = @RevokedAt, mac = @Mac WHERE owner_id = @OwnerId AND id = @Id AND mac = @CurrentMac";

    private readonly string _select =
        $"""
        SELECT owner_id AS OwnerId, id AS Id, name AS Name, scopes AS Scopes, lookup AS Lookup, created_at AS CreatedAt, expires_at AS ExpiresAt,
               revoked_at AS RevokedAt, last_used_at AS LastUsedAt, mac AS Mac, expires_at - {database.Now} AS ExpiresIn
        FROM api_keys
        """;

    public async Task<StoredApiKey?> FindAsync(byte[] lookup, CancellationToken cancellationToken) =>
        (await database.QueryAsync<StoredApiKey>($"{_select} WHERE lookup = @lookup", new { lookup }, cancellationToken)).SingleOrDefault();

    public async Task<StoredApiKey?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken) =>
        (await database.QueryAsync<StoredApiKey>($"{_select} WHERE owner_id = @ownerId AND id = @id", new { ownerId, id }, cancellationToken)).SingleOrDefault();

    public Task<IReadOnlyList<StoredApiKey>> ListAsync(Guid ownerId, CancellationToken cancellationToken) =>
        database.QueryAsync<StoredApiKey>($"{_select} WHERE owner_id = @ownerId ORDER BY created_at, id", new { ownerId }, cancellationToken);

    public Task CreateAsync(StoredApiKey key) =>
        database.WriteAsync(Insert + "VALUES (@OwnerId, @Id, @Name, @Scopes, @Lookup, @CreatedAt, @ExpiresAt, @Mac)", key);

    public Task<bool> CreateFirstAsync(StoredApiKey key) => database.ExclusiveAsync(
        async connection => await connection.ExecuteAsync(
            Insert + "SELECT @OwnerId, @Id, @Name, @Scopes, @Lookup, @CreatedAt, @ExpiresAt, @Mac WHERE NOT EXISTS (SELECT 1 FROM api_keys)", key) > 0,
        CancellationToken.None);

    public async Task<bool> ChangeAsync(StoredApiKey current, StoredApiKey changed) => await database.WriteAsync(
        Change,
        new { changed.ExpiresAt, changed.RevokedAt, changed.Mac, current.OwnerId, current.Id, CurrentMac = current.Mac }) > 0;

    public async Task<bool> ReplaceAsync(StoredApiKey current, StoredApiKey changed, StoredApiKey successor) => await database.WriteAsync(
        $"""
        {Insert}
        SELECT owner_id, @NewId, @Name, @Scopes, @Lookup, @CreatedAt, @NewExpiresAt, @NewMac
        FROM api_keys WHERE owner_id = @OwnerId AND id = @Id AND mac = @CurrentMac {database.ForUpdate};
        {Change}
        """,
        new
        {
            current.OwnerId,
            current.Id,
            CurrentMac = current.Mac,
            changed.ExpiresAt,
            changed.RevokedAt,
            changed.Mac,
            NewId = successor.Id,
            successor.Name,
            successor.Scopes,
            successor.Lookup,
            successor.CreatedAt,
            NewExpiresAt = successor.ExpiresAt,
            NewMac = successor.Mac,
        }) == 2;

    public Task NoteUsesAsync(IReadOnlyCollection<ApiKeyUse> uses) => database.WriteAsync(
        "UPDATE api_keys SET last_used_at = @LastUsedAt WHERE owner_id = @OwnerId AND id = @Id AND coalesce(last_used_at, 0) < @LastUsedAt",
        uses);
}
