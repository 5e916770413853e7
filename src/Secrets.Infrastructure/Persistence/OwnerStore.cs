using Secrets.Application;
using Secrets.Application.Owners;
using Secrets.Domain;
using Secrets.Domain.Owners;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Persistence;

internal sealed class OwnerStore(IDatabase database, Installation installation, TimeProvider time) : IOwnerStore
{
    public async Task<Owner?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await database.QueryAsync<Guid>("SELECT id FROM owners WHERE name = @name", new { name }, cancellationToken)) is [var id] ? new Owner(id, name) : null;

    public async Task<Owner> GetOrCreateAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is { } existing)
        {
            return existing;
        }

        var owner = new Owner(Guid.CreateVersion7(time.GetUtcNow()), name);
        using var key = SymmetricKey.Generate();
        var parameters = await NewOwner.ParametersAsync(owner, key, installation.Id, installation.Ring, time.Microseconds(), cancellationToken);
        await database.WriteAsync(NewOwner.Sql, parameters);
        return await FindAsync(name, cancellationToken) ?? throw new StorageUnavailableException("The owner that was just made is not there.");
    }

    public Task<IReadOnlyList<StoredOwner>> ListAsync(CancellationToken cancellationToken) => database.QueryAsync<StoredOwner>(
        "SELECT name AS Name, created_at AS CreatedAt, (SELECT count(*) FROM api_keys WHERE owner_id = owners.id) AS ApiKeys FROM owners ORDER BY name",
        new { },
        cancellationToken);
}
