using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Domain.Owners;
using Secrets.Domain.Secrets;
using Secrets.Infrastructure.Persistence;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Persistence;

public sealed class OwnerKeyRepositoryTests
{
    private const string SetKey =
        "UPDATE secrets SET key_id = (SELECT key_id FROM owner_keys WHERE owner_keys.owner_id = secrets.owner_id AND version = 1)";

    [Theory]
    [OnBothDatabases]
    public async Task An_older_version_is_destroyed_only_if_no_value_needs_it(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var keys = services.GetRequiredService<OwnerKeyRepository>();
        await StoredSecrets.StoreAsync(services, Owner.Default, "A", "value of A");
        await database.ExecuteAsync(SetKey);
        Assert.True(await TryAddAsync(services, version: 2));

        Assert.Equal(0, await keys.DestroyOlderAsync(Owner.Default.Id, version: 2));
        await database.ExecuteAsync(SetKey.Replace("version = 1", "version = 2", StringComparison.Ordinal));
        Assert.Equal(1, await keys.DestroyOlderAsync(Owner.Default.Id, version: 2));

        Assert.Equal(2, Assert.Single(await keys.ListAsync(Owner.Default.Id, CancellationToken.None)).Version);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_version_that_another_process_has_added_is_not_added_again(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);

        var added = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TryAddAsync(services, version: 2)));

        Assert.Single(added, isAdded => isAdded);
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM audit_events WHERE action = 'owner.rotate-key'"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Shredding_an_owner_deletes_its_keys_although_values_reference_them(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var keys = services.GetRequiredService<OwnerKeyRepository>();
        await StoredSecrets.CreateEveAsync(services);
        await StoredSecrets.StoreAsync(services, Owner.Default, "A", "value of A");
        await StoredSecrets.StoreAsync(services, StoredSecrets.Eve, "of eve", "Eve's value");
        await database.ExecuteAsync(SetKey);
        var shredded = StoredSecrets.EventOf(services, new SecretAddress(StoredSecrets.Eve.Id, Guid.Empty, 0, ""), "owner.shred");

        var destroyed = await keys.ShredAsync(StoredSecrets.Eve.Id, shredded, CancellationToken.None);

        Assert.Equal((1, provider == StorageProvider.Sqlite), (destroyed.Count, destroyed.AreErased));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM secrets WHERE key_id IS NULL"));
        await Assert.ThrowsAsync<OwnerShreddedException>(() => keys.ListAsync(StoredSecrets.Eve.Id, CancellationToken.None));
        Assert.Equal("value of A", await StoredSecrets.RevealAsync(services, Owner.Default, "A"));
    }

    private static async Task<bool> TryAddAsync(IServiceProvider services, long version)
    {
        var key = await services.GetRequiredService<IOwnerKeys>().CreateAsync(Owner.Default.Id, version, CancellationToken.None);
        var created = StoredSecrets.EventOf(services, new SecretAddress(Owner.Default.Id, Guid.Empty, version, ""), "owner.rotate-key");
        return await services.GetRequiredService<OwnerKeyRepository>().TryAddAsync(key, created);
    }
}
