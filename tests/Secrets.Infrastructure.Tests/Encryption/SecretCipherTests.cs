using Dapper;
using Secrets.Application.Encryption;
using Secrets.Domain.Owners;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Encryption;

/// <summary>An attacker who can write to the database but lacks the key ring can destroy values, but not replace them.</summary>
public sealed class SecretCipherTests
{
    [Theory]
    [OnBothDatabases]
    public async Task A_stored_value_decrypts_at_its_address(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var installation = await TestInstallation.OpenAsync(database);

        await StoredSecrets.StoreAsync(installation, Owner.Default, "A", "value of A");

        Assert.Equal("value of A", await StoredSecrets.RevealAsync(installation, Owner.Default, "A"));
    }

    [Theory]
    [OnBothDatabases("UPDATE secrets SET envelope = (SELECT envelope FROM secrets WHERE name = 'B') WHERE name = 'A'")]
    [OnBothDatabases("UPDATE secrets SET envelope = (SELECT envelope FROM secrets WHERE name = 'of eve') WHERE name = 'A'")]
    [OnBothDatabases("UPDATE secrets SET envelope = (SELECT wrapped FROM system_keys WHERE name = 'audit') WHERE name = 'A'")]
    [OnBothDatabases("DELETE FROM secrets WHERE name = 'A'; UPDATE secrets SET name = 'A' WHERE name = 'B'")]
    [OnBothDatabases("UPDATE secrets SET id = (SELECT id FROM owners WHERE name = 'eve') WHERE name = 'A'")]
    [OnBothDatabases("UPDATE secrets SET version = 2 WHERE name = 'A'")]
    [OnBothDatabases(
        "DELETE FROM secrets WHERE name = 'A'; "
            + "UPDATE secrets SET name = 'A', owner_id = (SELECT id FROM owners WHERE name = 'default') WHERE name = 'of eve'"
    )]
    [OnBothDatabases("UPDATE owner_keys SET version = 2")]
    [OnBothDatabases(
        "DELETE FROM owner_keys WHERE owner_id = (SELECT id FROM owners WHERE name = 'default'); "
            + "UPDATE owner_keys SET owner_id = (SELECT id FROM owners WHERE name = 'default')"
    )]
    [OnBothDatabases("DELETE FROM owner_keys")]
    public async Task A_row_moved_in_the_database_does_not_decrypt(StorageProvider provider, string move)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using (var before = await TestInstallation.OpenAsync(database))
        {
            await StoredSecrets.CreateEveAsync(before);
            await StoredSecrets.StoreAsync(before, Owner.Default, "A", "value of A");
            await StoredSecrets.StoreAsync(before, Owner.Default, "B", "value of B");
            await StoredSecrets.StoreAsync(before, StoredSecrets.Eve, "of eve", "value of Eve");
        }

        Assert.NotEqual(0, await database.ExecuteAsync($"{StoredRow.WithoutForeignKeys(provider)} {move}"));

        await using var after = await TestInstallation.OpenAsync(database);
        await Assert.ThrowsAsync<DecryptionFailedException>(() => StoredSecrets.RevealAsync(after, Owner.Default, "A"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Rows_of_another_installation_with_the_same_key_ring_do_not_decrypt(StorageProvider provider)
    {
        await using var ours = await TestDatabase.CreateAsync(provider);
        await using var theirs = await TestDatabase.CreateAsync(provider);
        await using var us = await TestInstallation.OpenAsync(ours);
        await using var them = await TestInstallation.OpenAsync(theirs, ours.KeyRingPath);
        await StoredSecrets.StoreAsync(us, Owner.Default, "A", "value of A");
        await StoredSecrets.StoreAsync(them, Owner.Default, "A", "their value of A");
        foreach (var (table, columns) in new[] { ("secrets", "id, envelope"), ("owner_keys", "key_id, wrapped") })
        {
            await using var from = await theirs.ConnectAsync();
            await using var to = await ours.ConnectAsync();
            var row = (IDictionary<string, object>)await from.QuerySingleAsync($"SELECT {columns} FROM {table}");
            var values = string.Join(", ", row.Keys.Select(column => $"{column} = @{column}"));
            Assert.Equal(1, await to.ExecuteAsync($"{StoredRow.WithoutForeignKeys(provider)} UPDATE {table} SET {values}", row));
        }

        await using var after = await TestInstallation.OpenAsync(ours);
        await Assert.ThrowsAsync<DecryptionFailedException>(() => StoredSecrets.RevealAsync(after, Owner.Default, "A"));
        Assert.Equal("their value of A", await StoredSecrets.RevealAsync(them, Owner.Default, "A"));
    }

    [Theory]
    [OnBothDatabases("UPDATE installation SET id = (SELECT id FROM owners)")]
    [OnBothDatabases("UPDATE system_keys SET wrapped = (SELECT wrapped FROM owner_keys)")]
    [OnBothDatabases("DELETE FROM system_keys WHERE name = 'api-keys'; UPDATE system_keys SET name = 'api-keys'")]
    [OnBothDatabases(
        "DELETE FROM system_keys WHERE name = 'audit'; "
            + "INSERT INTO audit_events (owner_id, id, at, key_id, action, result, count, request_id, client_ip, mac) "
            + "SELECT id, id, 0, id, '', '', 1, '', '', key_id FROM owners, system_keys"
    )]
    [OnBothDatabases("UPDATE system_keys SET key_id = (SELECT id FROM root_keys)")]
    public async Task A_start_on_a_database_with_moved_system_keys_is_refused(StorageProvider provider, string move)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await (await TestInstallation.OpenAsync(database)).DisposeAsync();

        Assert.NotEqual(0, await database.ExecuteAsync(move));

        await Assert.ThrowsAsync<SettingException>(() => TestInstallation.OpenAsync(database));
    }
}
