using System.Data.Common;
using Dapper;
using Secrets.Application.KeyRing;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Persistence;

internal sealed class RootKeyRepository(IDatabase database) : IRootKeyRepository
{
    public async Task<IReadOnlyList<RootKeyUse>> ListAsync(CancellationToken cancellationToken)
    {
        var ownerKeys = await CountAsync("SELECT root_key_id, count(*) FROM owner_keys GROUP BY root_key_id", cancellationToken);
        var systemKeys = await CountAsync("SELECT root_key_id, count(*) FROM system_keys GROUP BY root_key_id", cancellationToken);
        return
        [
            .. (await ListCheckValuesAsync(cancellationToken))
                .Select(key => Convert.ToHexStringLower(key.Id))
                .Select(id => new RootKeyUse(id, ownerKeys.GetValueOrDefault(id), systemKeys.GetValueOrDefault(id))),
        ];
    }

    public Task<IReadOnlyList<(byte[] Id, byte[] CheckValue)>> ListCheckValuesAsync(CancellationToken cancellationToken) =>
        database.QueryAsync<(byte[] Id, byte[] CheckValue)>(
            "SELECT id, check_value FROM root_keys ORDER BY id",
            new { },
            cancellationToken
        );

    public static Task<int> AddAsync(DbConnection connection, KeyId id, byte[] checkValue) =>
        connection.ExecuteAsync(
            "INSERT INTO root_keys (id, check_value) VALUES (@Id, @checkValue) ON CONFLICT (id) DO NOTHING",
            new { Id = id.ToBytes(), checkValue }
        );

    public static Task<int> DeleteAsync(DbConnection connection, KeyId id) =>
        connection.ExecuteAsync("DELETE FROM root_keys WHERE id = @Id", new { Id = id.ToBytes() });

    private async Task<Dictionary<string, long>> CountAsync(string sql, CancellationToken cancellationToken) =>
        (await database.QueryAsync<(byte[] Id, long Count)>(sql, new { }, cancellationToken)).ToDictionary(
            row => Convert.ToHexStringLower(row.Id),
            row => row.Count,
            StringComparer.Ordinal
        );
}
