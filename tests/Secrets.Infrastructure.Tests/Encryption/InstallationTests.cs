using Microsoft.Extensions.DependencyInjection;
using Secrets.Infrastructure.KeyRing;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Encryption;

public sealed class InstallationTests
{
    [Theory]
    [OnBothDatabases]
    public async Task Replicas_that_start_at_once_on_an_empty_database_share_one_installation(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        var replicas = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TestInstallation.OpenAsync(database))));

        Assert.Single(replicas.Select(replica => replica.GetRequiredService<Installation>().Id).Distinct());
        Assert.Single(
            replicas.Select(replica => Convert.ToHexString(replica.GetRequiredService<Installation>().ApiKeysKey.Bytes)).Distinct()
        );
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM owner_keys"));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM root_keys"));
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_second_start_changes_nothing(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var first = await TestInstallation.OpenAsync(database);

        await using var second = await TestInstallation.OpenAsync(database);

        Assert.Equal(first.GetRequiredService<Installation>().Id, second.GetRequiredService<Installation>().Id);
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM owners"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_database_without_its_key_ring_is_refused_and_no_ring_is_created(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var installation = await TestInstallation.OpenAsync(database);
        var needed = installation.GetRequiredService<Installation>().Ring.ActiveId;
        File.Delete(database.KeyRingPath);

        var refusal = await Assert.ThrowsAsync<SettingException>(() => TestInstallation.OpenAsync(database));

        Assert.Equal(
            $"Encryption__KeyRingPath: '{database.KeyRingPath}' does not exist, and the database needs key {needed}.",
            refusal.Message
        );
        Assert.False(File.Exists(database.KeyRingPath));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_ring_of_another_installation_is_refused(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var installation = await TestInstallation.OpenAsync(database);
        var other = Path.Combine(database.Folder, "other.json");
        using var ring = new KeyRingFile(other).Create();

        var refusal = await Assert.ThrowsAsync<SettingException>(() => TestInstallation.OpenAsync(database, other));

        var needed = installation.GetRequiredService<Installation>().Ring.ActiveId;
        Assert.Equal($"Encryption__KeyRingPath: '{other}' lacks a key, and the database needs key {needed}.", refusal.Message);
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM root_keys"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_ring_whose_key_was_changed_under_its_id_is_refused(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var installation = await TestInstallation.OpenAsync(database);
        var id = installation.GetRequiredService<Installation>().Ring.ActiveId;
        var forged = Path.Combine(database.Folder, "forged.json");
        await File.WriteAllTextAsync(
            forged,
            $$"""{"version":1,"active":"{{id}}","keys":[{"id":"{{id}}","key":"{{Convert.ToBase64String(new byte[32])}}"}]}"""
        );

        var refusal = await Assert.ThrowsAsync<SettingException>(() => TestInstallation.OpenAsync(database, forged));

        Assert.Equal(
            $"Encryption__KeyRingPath: key {id} in '{forged}' is not the key {id} that the database was encrypted with.",
            refusal.Message
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_database_newer_than_the_program_is_refused(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var installation = await TestInstallation.OpenAsync(database);
        await database.ExecuteAsync("INSERT INTO schema_migrations (number, name, applied_at) VALUES (9999, '9999_later', 0)");

        var refusal = await Assert.ThrowsAsync<SettingException>(() => TestInstallation.OpenAsync(database));

        Assert.Contains("9999", refusal.Message, StringComparison.Ordinal);
    }
}
