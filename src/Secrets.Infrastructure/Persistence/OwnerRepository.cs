using Dapper;
using Secrets.Application;
using Secrets.Application.Owners;
using Secrets.Domain;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Persistence;

internal sealed class OwnerRepository(IDatabase database, Installation installation, TimeProvider time) : IOwnerRepository
{
    public async Task<Owner?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await database.QueryAsync<Guid>("SELECT id FROM owners WHERE name = @name", new { name }, cancellationToken)) is [var id]
            ? new Owner(id, name)
            : null;

    public async Task<Owner> GetOrCreateAsync(string name, Func<Guid, AuditEvent> created, CancellationToken cancellationToken)
    {
        if (await FindLiveAsync(name, cancellationToken) is { } existing)
        {
            return existing;
        }

        var owner = new Owner(Guid.CreateVersion7(time.GetUtcNow()), name);
        using var key = SymmetricKey.Generate();
        var parameters = await NewOwner.ParametersAsync(
            owner,
            key,
            installation.Id,
            installation.Ring,
            time.Microseconds(),
            cancellationToken
        );
        await database.TransactAsync(async connection =>
            await connection.ExecuteAsync(NewOwner.Sql, parameters) > 0
            && (await connection.RunAsync([AuditRow.Insert(created(owner.Id))]))[0].Rows > 0
        );
        return await FindLiveAsync(name, cancellationToken)
            ?? throw new StorageUnavailableException("The owner that was just made is not there.");
    }

    public Task<IReadOnlyList<StoredOwner>> ListAsync(CancellationToken cancellationToken) =>
        database.QueryAsync<StoredOwner>(
            "SELECT name AS Name, created_at AS CreatedAt, (SELECT count(*) FROM api_keys WHERE owner_id = owners.id) AS ApiKeys, shredded_at AS ShreddedAt FROM owners ORDER BY name",
            new { },
            cancellationToken
        );

    private async Task<Owner?> FindLiveAsync(string name, CancellationToken cancellationToken) =>
        await database.QueryAsync<(Guid Id, long? ShreddedAt)>(
            "SELECT id, shredded_at FROM owners WHERE name = @name",
            new { name },
            cancellationToken
        ) switch
        {
            [] => null,
            [(_, { }), ..] => throw new OwnerShreddedException(),
            [var (id, _), ..] => new Owner(id, name),
        };
}
