using System.Data.Common;
using Dapper;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

internal sealed class OwnerKeyRepository(IDatabase database, IDatabaseServer server) : IOwnerKeyRepository
{
    private const string SelectWrapped = """
        SELECT every.owner_id AS OwnerId, every.version AS Version, every.key_id AS KeyId, every.root_key_id AS RootKeyId,
               every.wrapped AS Wrapped, oldest.version AS OldestVersion
        FROM owner_keys AS every
        JOIN owner_keys AS oldest ON oldest.owner_id = every.owner_id
                                 AND oldest.version = (SELECT min(version) FROM owner_keys WHERE owner_id = every.owner_id)
        WHERE every.owner_id =
        """;

    private const string NewestFirst = "ORDER BY every.version DESC";

    // Most owners have one version. Concurrent look-ups of it share a round trip.
    private const string FindNewest = $"{SelectWrapped} @ownerId {NewestFirst} LIMIT 1";

    /// <summary>Returns the wrapped versions of an owner key, newest first.</summary>
    /// <exception cref="OwnerShreddedException">The owner was shredded.</exception>
    /// <exception cref="DecryptionFailedException">The owner has no key although it was not shredded.</exception>
    public async Task<IReadOnlyList<WrappedKey>> ListWrappedAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        var newest = await database.FindAsync<NewestKey>(FindNewest, new { ownerId }, cancellationToken);
        return newest is { } only && only.Version == only.OldestVersion
            ? [only.Key]
            : await RequireAsync(
                ownerId,
                newest is null
                    ? []
                    : await database.QueryAsync<WrappedKey>($"{SelectWrapped} @ownerId {NewestFirst}", new { ownerId }, cancellationToken),
                cancellationToken
            );
    }

    public async Task<IReadOnlyList<OwnerKeyVersion>> ListAsync(Guid ownerId, CancellationToken cancellationToken) =>
        await RequireAsync(
            ownerId,
            await database.QueryAsync<OwnerKeyVersion>(
                $"""
                SELECT version AS Version, key_id AS KeyId, created_at AS CreatedAt, {database.Now} - created_at AS Age
                FROM owner_keys WHERE owner_id = @ownerId ORDER BY version DESC
                """,
                new { ownerId },
                cancellationToken
            ),
            cancellationToken
        );

    public Task<int> AddAsync(DbConnection connection, WrappedKey key) =>
        connection.ExecuteAsync(
            $"""
            INSERT INTO owner_keys (owner_id, version, key_id, root_key_id, wrapped, created_at)
            VALUES (@OwnerId, @Version, @KeyId, @RootKeyId, @Wrapped, {database.Now})
            """,
            key
        );

    public async Task<bool> TryAddAsync(WrappedKey key, AuditEvent created)
    {
        try
        {
            return await database.TransactAsync(async connection =>
                await AddAsync(connection, key) > 0 && (await connection.RunAsync([AuditRow.Insert(created)]))[0].Rows > 0
            );
        }
        catch (UniqueViolationException)
        {
            return false;
        }
    }

    public async Task<int> DestroyOlderAsync(Guid ownerId, long version)
    {
        try
        {
            var destroyed = await database.TransactAsync(async connection =>
            {
                // Waits for writes that use these versions. The foreign key then sees their rows.
                await connection.ExecuteAsync(
                    $"SELECT 1 FROM owner_keys WHERE owner_id = @ownerId AND version < @version {database.ForUpdate}",
                    new { ownerId, version }
                );
                return await connection.ExecuteAsync(
                    "DELETE FROM owner_keys WHERE owner_id = @ownerId AND version < @version",
                    new { ownerId, version }
                );
            });
            await server.EraseDeletedAsync();
            return destroyed;
        }
        catch (ForeignKeyViolationException)
        {
            return 0;
        }
    }

    public async Task<DestroyedKeys> ShredAsync(Guid ownerId, AuditEvent shredded, CancellationToken cancellationToken)
    {
        var count = await database.ExclusiveAsync(
            async connection =>
            {
                // A concurrent write is either committed before this and loses its key below, or refused by the foreign key.
                await connection.ExecuteAsync($"SELECT 1 FROM owner_keys WHERE owner_id = @ownerId {database.ForUpdate}", new { ownerId });
                await connection.ExecuteAsync(
                    "UPDATE secrets SET key_id = NULL WHERE owner_id = @ownerId AND key_id IS NOT NULL",
                    new { ownerId },
                    commandTimeout: 0
                );
                await connection.ExecuteAsync(
                    "UPDATE secret_versions SET key_id = NULL WHERE owner_id = @ownerId AND key_id IS NOT NULL",
                    new { ownerId },
                    commandTimeout: 0
                );
                await connection.ExecuteAsync(
                    "DELETE FROM secret_reveals WHERE owner_id = @ownerId",
                    new { ownerId },
                    commandTimeout: 0
                );
                if (
                    await connection.ExecuteAsync(
                        $"UPDATE owners SET shredded_at = {database.Now} WHERE id = @ownerId AND shredded_at IS NULL",
                        new { ownerId }
                    ) > 0
                )
                {
                    await connection.RunAsync([AuditRow.Insert(shredded)]);
                }

                return await connection.ExecuteAsync(
                    "DELETE FROM owner_keys WHERE owner_id = @ownerId",
                    new { ownerId },
                    commandTimeout: 0
                );
            },
            cancellationToken
        );
        return new DestroyedKeys(count, AreErased: await server.EraseDeletedAsync());
    }

    private async Task<IReadOnlyList<T>> RequireAsync<T>(Guid ownerId, IReadOnlyList<T> keys, CancellationToken cancellationToken)
    {
        if (keys.Count > 0)
        {
            return keys;
        }

        var shredded = await database.QueryAsync<int>(
            "SELECT 1 FROM owners WHERE id = @ownerId AND shredded_at IS NOT NULL",
            new { ownerId },
            cancellationToken
        );
        throw shredded.Count > 0 ? new OwnerShreddedException() : new DecryptionFailedException();
    }

    private sealed record NewestKey(Guid OwnerId, long Version, byte[] KeyId, byte[] RootKeyId, byte[] Wrapped, long OldestVersion)
    {
        public WrappedKey Key =>
            new()
            {
                OwnerId = OwnerId,
                Version = Version,
                KeyId = KeyId,
                RootKeyId = RootKeyId,
                Wrapped = Wrapped,
            };
    }
}
