using Secrets.Application.ApiKeys;

namespace Secrets.Infrastructure.Persistence;

internal sealed class ApiKeyStore(IDatabase database) : IApiKeyStore
{
    private readonly string _find =
        $"""
        SELECT owner_id AS OwnerId, id AS Id, name AS Name, scopes AS Scopes, lookup AS Lookup, created_at AS CreatedAt,
               expires_at AS ExpiresAt, revoked_at AS RevokedAt, mac AS Mac, expires_at - {database.Now} AS ExpiresIn
        FROM api_keys WHERE lookup = @lookup
        """;

    public async Task<StoredApiKey?> FindAsync(byte[] lookup, CancellationToken cancellationToken) =>
        (await database.QueryAsync<StoredApiKey>(_find, new { lookup }, cancellationToken)).SingleOrDefault();

    public Task<bool> CreateFirstAsync(StoredApiKey key) => database.ExclusiveAsync(
        async (connection, transaction) => await Dapper.SqlMapper.ExecuteAsync(
            connection,
            """
            INSERT INTO api_keys (owner_id, id, name, scopes, lookup, created_at, mac)
            SELECT @OwnerId, @Id, @Name, @Scopes, @Lookup, @CreatedAt, @Mac WHERE NOT EXISTS (SELECT 1 FROM api_keys)
            """,
            key,
            transaction) > 0,
        CancellationToken.None);
}
