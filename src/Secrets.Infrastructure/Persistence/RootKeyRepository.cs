using System.Data.Common;
using Dapper;
using Secrets.Application.KeyRing;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Persistence;

internal sealed class RootKeyRepository(IDatabase database) : IRootKeyRepository
{
    private const string CheckValues = "SELECT id, check_value FROM root_keys ORDER BY id";

    public Task<IReadOnlyList<RootKeyUse>> ListAsync(CancellationToken cancellationToken) =>
        ListAsync(sql => database.QueryAsync<(byte[] Id, long Count)>(sql, new { }, cancellationToken));

    /// <summary>Returns all root keys, by id, within a transaction.</summary>
    public static Task<IReadOnlyList<RootKeyUse>> ListAsync(DbConnection connection) =>
        ListAsync(async sql => (await connection.QueryAsync<(byte[] Id, long Count)>(sql)).AsList());

    public async Task<IReadOnlyList<KeyId>> ListIdsAsync(CancellationToken cancellationToken) =>
        [
            .. (await database.QueryAsync<(byte[] Id, byte[] CheckValue)>(CheckValues, new { }, cancellationToken)).Select(key =>
                KeyId.Read(key.Id)
            ),
        ];

    public static async Task<IReadOnlyList<(byte[] Id, byte[] CheckValue)>> ListCheckValuesAsync(DbConnection connection) =>
        (await connection.QueryAsync<(byte[] Id, byte[] CheckValue)>(CheckValues)).AsList();

    public static Task<int> AddAsync(DbConnection connection, KeyId id, byte[] checkValue) =>
        connection.ExecuteAsync(
            "INSERT INTO root_keys (id, check_value) VALUES (@Id, @checkValue) ON CONFLICT (id) DO NOTHING",
            new { Id = id.ToBytes(), checkValue }
        );

    public static Task<int> DeleteAsync(DbConnection connection, KeyId id) =>
        connection.ExecuteAsync("DELETE FROM root_keys WHERE id = @Id", new { Id = id.ToBytes() });

    private static async Task<IReadOnlyList<RootKeyUse>> ListAsync(Func<string, Task<IReadOnlyList<(byte[] Id, long Count)>>> count)
    {
        var ownerKeys = await CountAsync("SELECT root_key_id, count(*) FROM owner_keys GROUP BY root_key_id");
        var systemKeys = await CountAsync("SELECT root_key_id, count(*) FROM system_keys GROUP BY root_key_id");
        var ids = await CountAsync("SELECT id, count(*) FROM root_keys GROUP BY id ORDER BY id");
        return [.. ids.Keys.Select(id => new RootKeyUse(id, ownerKeys.GetValueOrDefault(id), systemKeys.GetValueOrDefault(id)))];

        async Task<Dictionary<string, long>> CountAsync(string sql) =>
            (await count(sql)).ToDictionary(row => Convert.ToHexStringLower(row.Id), row => row.Count, StringComparer.Ordinal);
    }
}
