using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Application.Secrets;
using Secrets.Domain.Owners;
using Secrets.Domain.Secrets;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.Persistence;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Encryption;

/// <summary>What someone can do who writes the database but does not have the key ring: destroy, but never mislead.</summary>
public sealed class SecretCipherTests
{
    private static readonly Owner Eve = new(new Guid("00000000-0000-7000-8000-0000000000ee"), "eve");

    [Theory]
    [OnBothDatabases]
    public async Task A_stored_value_opens_where_it_was_stored(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var installation = await TestInstallation.OpenAsync(database);

        await StoreAsync(installation, Owner.Default, "A", "value of A");

        Assert.Equal("value of A", await RevealAsync(installation, "A"));
    }

    [Theory]
    [OnBothDatabases("UPDATE secrets SET envelope = (SELECT envelope FROM secrets WHERE name = 'B') WHERE name = 'A'")]
    [OnBothDatabases("UPDATE secrets SET envelope = (SELECT envelope FROM secrets WHERE name = 'of eve') WHERE name = 'A'")]
    [OnBothDatabases("UPDATE secrets SET envelope = (SELECT wrapped FROM system_keys WHERE name = 'audit') WHERE name = 'A'")]
    [OnBothDatabases("DELETE FROM secrets WHERE name = 'A'; UPDATE secrets SET name = 'A' WHERE name = 'B'")]
    [OnBothDatabases("UPDATE secrets SET id = (SELECT id FROM owners WHERE name = 'eve') WHERE name = 'A'")]
    [OnBothDatabases("UPDATE secrets SET version = 2 WHERE name = 'A'")]
    [OnBothDatabases("DELETE FROM secrets WHERE name = 'A'; UPDATE secrets SET name = 'A', owner_id = (SELECT id FROM owners WHERE name = 'default') WHERE name = 'of eve'")]
    [OnBothDatabases("UPDATE owner_keys SET generation = 2")]
    [OnBothDatabases("DELETE FROM owner_keys WHERE owner_id = (SELECT id FROM owners WHERE name = 'default'); UPDATE owner_keys SET owner_id = (SELECT id FROM owners WHERE name = 'default')")]
    [OnBothDatabases("DELETE FROM owner_keys")]
    public async Task A_row_moved_in_the_database_does_not_decrypt(StorageProvider provider, string move)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using (var before = await TestInstallation.OpenAsync(database))
        {
            await CreateEveAsync(before, database);
            await StoreAsync(before, Owner.Default, "A", "value of A");
            await StoreAsync(before, Owner.Default, "B", "value of B");
            await StoreAsync(before, Eve, "of eve", "value of Eve");
        }

        Assert.NotEqual(0, await database.ExecuteAsync(move));

        await using var after = await TestInstallation.OpenAsync(database);
        await Assert.ThrowsAsync<DecryptionFailedException>(() => RevealAsync(after, "A"));
    }

    [Theory]
    [OnBothDatabases("UPDATE installation SET id = (SELECT id FROM owners)")]
    [OnBothDatabases("UPDATE system_keys SET wrapped = (SELECT wrapped FROM owner_keys)")]
    [OnBothDatabases("DELETE FROM system_keys WHERE name = 'api-keys'; UPDATE system_keys SET name = 'api-keys'")]
    [OnBothDatabases("DELETE FROM system_keys WHERE name = 'audit'; INSERT INTO audit_events (owner_id, id, at, key_id, action, result, count, request_id, peer, mac) SELECT id, id, 0, id, '', '', 1, '', '', key_id FROM owners, system_keys")]
    [OnBothDatabases("UPDATE system_keys SET key_id = (SELECT id FROM ring_keys)")]
    public async Task A_database_whose_own_keys_were_moved_is_refused_at_start(StorageProvider provider, string move)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await (await TestInstallation.OpenAsync(database)).DisposeAsync();

        Assert.NotEqual(0, await database.ExecuteAsync(move));

        await Assert.ThrowsAsync<SettingException>(() => TestInstallation.OpenAsync(database));
    }

    private static async Task CreateEveAsync(IServiceProvider services, TestDatabase database)
    {
        var installation = services.GetRequiredService<Installation>();
        using var key = SymmetricKey.Generate();
        var wrapped = await installation.Ring.WrapAsync(key, KeyWrap.OwnerKey(installation.Id, Eve.Id, generation: 1, key.Id), CancellationToken.None);
        await services.GetRequiredService<IDatabase>().WriteAsync("INSERT INTO owners (id, name, created_at) VALUES (@Id, @Name, 0)", Eve);
        await services.GetRequiredService<IDatabase>().WriteAsync(
            "INSERT INTO owner_keys (owner_id, generation, key_id, ring_id, wrapped, created_at) VALUES (@Id, 1, @KeyId, @RingId, @wrapped, 0)",
            new { Eve.Id, KeyId = key.Id.ToBytes(), RingId = installation.Ring.ActiveId.ToBytes(), wrapped });
        Assert.Equal(2, await database.ScalarAsync<long>("SELECT count(*) FROM owner_keys"));
    }

    private static async Task StoreAsync(IServiceProvider services, Owner owner, string name, string text)
    {
        var address = new SecretAddress(owner.Id, Guid.CreateVersion7(), 1, name);
        var utf8 = Encoding.UTF8.GetBytes(text);
        using var value = SecretValue.TakeOwnershipOf(utf8, utf8.Length);
        var envelope = await services.GetRequiredService<ISecretCipher>().SealAsync(address, value, CancellationToken.None);
        var created = services.GetRequiredService<AuditTrail>().EventOf(Caller.Operator with { OwnerId = owner.Id }, AuditActions.CreateSecret, address.SecretId, address.Version);
        Assert.NotEqual(NameClaim.Taken, await services.GetRequiredService<ISecretStore>().CreateAsync(new SealedSecret(address, envelope), description: null, created));
    }

    private static async Task<string> RevealAsync(IServiceProvider services, string name)
    {
        var secret = await services.GetRequiredService<ISecretStore>().FindValueAsync(Owner.Default.Id, name, version: null, CancellationToken.None);
        Assert.NotNull(secret);
        using var value = await services.GetRequiredService<ISecretCipher>().OpenAsync(secret.Address, secret.Envelope, CancellationToken.None);
        return Encoding.UTF8.GetString(value.AsSpan());
    }
}
