using System.Data.Common;
using Dapper;
using Secrets.Application.Encryption;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Persists the id and the system keys of the installation.</summary>
internal sealed class InstallationRepository(IDatabase database)
{
    private const string FindId = "SELECT id FROM installation";

    /// <summary>Returns the id, or null if the database is empty.</summary>
    public async Task<Guid?> FindIdAsync(CancellationToken cancellationToken) =>
        await database.QueryAsync<Guid>(FindId, new { }, cancellationToken) is [var id] ? id : null;

    /// <inheritdoc cref="FindIdAsync(CancellationToken)"/>
    public static Task<Guid?> FindIdAsync(DbConnection connection) => connection.QuerySingleOrDefaultAsync<Guid?>(FindId);

    public static Task<int> CreateAsync(DbConnection connection, Guid id, long now) =>
        connection.ExecuteAsync("INSERT INTO installation (id, created_at) VALUES (@id, @now)", new { id, now });

    public static Task<WrappedKey?> FindSystemKeyAsync(DbConnection connection, string name) =>
        connection.QuerySingleOrDefaultAsync<WrappedKey>(
            """
            SELECT name AS SystemName, key_id AS KeyId, root_key_id AS RootKeyId, wrapped AS Wrapped
            FROM system_keys WHERE name = @name
            """,
            new { name }
        );

    public static Task<int> AddSystemKeyAsync(DbConnection connection, WrappedKey key) =>
        connection.ExecuteAsync(
            "INSERT INTO system_keys (name, key_id, root_key_id, wrapped) VALUES (@SystemName, @KeyId, @RootKeyId, @Wrapped)",
            key
        );
}
