using System.Data.Common;
using Dapper;
using Secrets.Application.Encryption;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Persists the id of the installation, and its system keys.</summary>
internal sealed class InstallationRepository(IDatabase database)
{
    /// <summary>Returns the id, or null if the database is empty.</summary>
    public async Task<Guid?> FindIdAsync(CancellationToken cancellationToken) =>
        await database.QueryAsync<Guid>("SELECT id FROM installation", new { }, cancellationToken) is [var id] ? id : null;

    public static Task<int> CreateAsync(DbConnection connection, Guid id, long now) =>
        connection.ExecuteAsync("INSERT INTO installation (id, created_at) VALUES (@id, @now)", new { id, now });

    public async Task<WrappedKey?> FindSystemKeyAsync(string name, CancellationToken cancellationToken) =>
        await database.QueryAsync<WrappedKey>(
            """
            SELECT name AS SystemName, key_id AS KeyId, root_key_id AS RootKeyId, wrapped AS Wrapped
            FROM system_keys WHERE name = @name
            """,
            new { name },
            cancellationToken
        )
            is [var key]
            ? key
            : null;

    public static Task<int> AddSystemKeyAsync(DbConnection connection, WrappedKey key) =>
        connection.ExecuteAsync(
            "INSERT INTO system_keys (name, key_id, root_key_id, wrapped) VALUES (@SystemName, @KeyId, @RootKeyId, @Wrapped)",
            key
        );
}
