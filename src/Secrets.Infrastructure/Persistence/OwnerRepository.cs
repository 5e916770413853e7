using System.Data.Common;
using Dapper;
using Secrets.Application;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Domain;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;

namespace Secrets.Infrastructure.Persistence;

internal sealed class OwnerRepository(IDatabase database, OwnerKeyRepository keys, IOwnerKeys ownerKeys, TimeProvider time)
    : IOwnerRepository
{
    /// <summary>Adds an owner unless the name is taken. The same transaction must add its key.</summary>
    public static Task<int> AddAsync(DbConnection connection, Owner owner, long now) =>
        connection.ExecuteAsync(
            "INSERT INTO owners (id, name, created_at) VALUES (@Id, @Name, @now) ON CONFLICT (name) DO NOTHING",
            new
            {
                owner.Id,
                owner.Name,
                now,
            }
        );

    public async Task<Owner?> FindAsync(string name, CancellationToken cancellationToken) =>
        await FindRowAsync(name, cancellationToken) is var (id, _) ? new Owner(id, name) : null;

    public async Task<string> GetNameAsync(Guid ownerId, CancellationToken cancellationToken) =>
        (await database.QueryAsync<string>("SELECT name FROM owners WHERE id = @ownerId", new { ownerId }, cancellationToken))[0];

    public async Task<Owner> GetOrCreateAsync(string name, Func<Guid, AuditEvent> created, CancellationToken cancellationToken)
    {
        if (await FindLiveAsync(name, cancellationToken) is { } existing)
        {
            return existing;
        }

        var owner = new Owner(Guid.CreateVersion7(time.GetUtcNow()), name);
        var key = await ownerKeys.CreateAsync(owner.Id, version: 1, cancellationToken);
        await database.TransactAsync(async connection =>
            await AddAsync(connection, owner, time.Microseconds()) > 0
            && await keys.AddAsync(connection, key) > 0
            && (await connection.RunAsync([AuditRow.Insert(created(owner.Id))]))[0].Rows > 0
        );
        return await FindLiveAsync(name, cancellationToken)
            ?? throw new StorageUnavailableException("The owner that was just created does not exist.");
    }

    public Task<IReadOnlyList<StoredOwner>> ListAsync(CancellationToken cancellationToken) =>
        database.QueryAsync<StoredOwner>(
            """
            SELECT name AS Name, created_at AS CreatedAt,
                   (SELECT count(*) FROM api_keys WHERE owner_id = owners.id AND parent_id IS NULL) AS ApiKeys, shredded_at AS ShreddedAt
            FROM owners ORDER BY name
            """,
            new { },
            cancellationToken
        );

    private async Task<Owner?> FindLiveAsync(string name, CancellationToken cancellationToken) =>
        await FindRowAsync(name, cancellationToken) switch
        {
            null => null,
            (_, { }) => throw new OwnerShreddedException(),
            var (id, _) => new Owner(id, name),
        };

    private async Task<(Guid Id, long? ShreddedAt)?> FindRowAsync(string name, CancellationToken cancellationToken) =>
        await database.QueryAsync<(Guid Id, long? ShreddedAt)>(
            "SELECT id, shredded_at FROM owners WHERE name = @name",
            new { name },
            cancellationToken
        )
            is [var row]
            ? row
            : null;
}
