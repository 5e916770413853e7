using Dapper;
using Secrets.Application.Encryption;
using Secrets.Application.KeyRing.RewrapKeys;

namespace Secrets.Infrastructure.Persistence;

internal sealed class WrappedKeyRepository(IDatabase database) : IWrappedKeyRepository
{
    private const int PageSize = 250;

    public async Task<long> CountAsync(string exceptRootKeyId, CancellationToken cancellationToken)
    {
        var parameters = new { rootKeyId = Convert.FromHexString(exceptRootKeyId) };
        var counts = await database.QueryAsync<long>(
            """
            SELECT count(*) FROM owner_keys WHERE root_key_id <> @rootKeyId
            UNION ALL SELECT count(*) FROM system_keys WHERE root_key_id <> @rootKeyId
            """,
            parameters,
            cancellationToken
        );
        return counts.Sum();
    }

    public Task<IReadOnlyList<WrappedKey>> ListSystemKeysAsync(string exceptRootKeyId, CancellationToken cancellationToken) =>
        database.QueryAsync<WrappedKey>(
            """
            SELECT name AS SystemName, key_id AS KeyId, root_key_id AS RootKeyId, wrapped AS Wrapped
            FROM system_keys WHERE root_key_id <> @rootKeyId
            """,
            new { rootKeyId = Convert.FromHexString(exceptRootKeyId) },
            cancellationToken
        );

    public Task<IReadOnlyList<WrappedKey>> ListOwnerKeysAsync(
        string exceptRootKeyId,
        WrappedKey? after,
        CancellationToken cancellationToken
    ) =>
        database.QueryAsync<WrappedKey>(
            """
            SELECT owner_id AS OwnerId, version AS Version, key_id AS KeyId, root_key_id AS RootKeyId, wrapped AS Wrapped
            FROM owner_keys
            WHERE root_key_id <> @rootKeyId AND (owner_id, version) > (@OwnerId, @Version)
            ORDER BY owner_id, version LIMIT @PageSize
            """,
            new
            {
                rootKeyId = Convert.FromHexString(exceptRootKeyId),
                OwnerId = after?.OwnerId ?? Guid.Empty,
                Version = after?.Version ?? 0,
                PageSize,
            },
            cancellationToken
        );

    public async Task<int> ReplaceAsync(IReadOnlyList<(WrappedKey Old, WrappedKey New)> keys) =>
        keys.Count == 0
            ? 0
            : await database.TransactAsync(async connection =>
            {
                var replaced = 0;
                foreach (var (old, key) in keys)
                {
                    replaced += await connection.ExecuteAsync(
                        key.SystemName is null
                            ? """
                            UPDATE owner_keys SET root_key_id = @RootKeyId, wrapped = @Wrapped
                            WHERE owner_id = @OwnerId AND version = @Version AND wrapped = @Old
                            """
                            : """
                            UPDATE system_keys SET root_key_id = @RootKeyId, wrapped = @Wrapped
                            WHERE name = @SystemName AND wrapped = @Old
                            """,
                        new
                        {
                            key.SystemName,
                            key.OwnerId,
                            key.Version,
                            key.RootKeyId,
                            key.Wrapped,
                            Old = old.Wrapped,
                        }
                    );
                }

                return replaced;
            });
}
