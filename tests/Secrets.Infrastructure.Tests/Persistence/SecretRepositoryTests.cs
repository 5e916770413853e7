using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Application.Secrets;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;
using Secrets.Domain.Secrets;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Persistence;

public sealed class SecretRepositoryTests
{
    [Theory]
    [OnBothDatabases]
    public async Task A_rename_that_another_change_overtakes_leaves_all_values_as_they_are(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var repository = services.GetRequiredService<ISecretRepository>();
        var first = await StoredSecrets.StoreAsync(services, Owner.Default, "TOKEN", "first");
        await StoredSecrets.StoreNextAsync(services, first, "second");
        var read = (await repository.FindAsync(new SecretReach(Owner.Default.Id), "TOKEN", CancellationToken.None))!;
        var values = await ReencryptAsync(services, read, "OTHER");
        Assert.True(await repository.UpdateAsync(read.Update("TOKEN", new SecretMetadata("described"), now: 1), EventOf(services, read)));

        var claim = await repository.RenameAsync(
            new SecretReach(Owner.Default.Id),
            read.Update("OTHER", new SecretMetadata("renamed"), now: 2),
            values,
            EventOf(services, read)
        );

        Assert.Equal(NameClaim.Changed, claim);
        Assert.Equal("first", await StoredSecrets.RevealAsync(services, Owner.Default, "TOKEN", version: 1));
        Assert.Equal("second", await StoredSecrets.RevealAsync(services, Owner.Default, "TOKEN"));
        Assert.Null(await repository.FindAsync(new SecretReach(Owner.Default.Id), "OTHER", CancellationToken.None));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Of_secrets_that_are_added_at_once_each_has_one_event_and_is_counted_once(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        await StoredSecrets.CreateEveAsync(services);

        // Batches have changes of two owners, and names that are taken.
        var added = await Task.WhenAll(
            Enumerable
                .Range(0, 300)
                .Select(i =>
                    Task.Run(() => StoredSecrets.TryStoreAsync(services, i % 2 == 0 ? Owner.Default : StoredSecrets.Eve, $"TOKEN_{i / 4}"))
                )
        );

        Assert.Equal(150, added.OfType<Secret>().Count());
        const string WithoutEvent = """
            SELECT count(*) FROM secrets
            WHERE 1 <> (SELECT count(*) FROM audit_events e WHERE e.owner_id = secrets.owner_id AND e.secret_id = secrets.id)
            """;
        Assert.Equal(0, await database.ScalarAsync<long>(WithoutEvent));
        Assert.Equal(150, await database.ScalarAsync<long>("SELECT count(*) FROM audit_events WHERE secret_id IS NOT NULL"));
        Assert.Equal(75, await CountAsync(services, Owner.Default));
        Assert.Equal(75, await CountAsync(services, StoredSecrets.Eve));
    }

    private static Task<long> CountAsync(IServiceProvider services, Owner owner) =>
        services.GetRequiredService<IOwnerCounts>().CountSecretsAsync(owner.Id, CancellationToken.None);

    private static AuditEvent EventOf(IServiceProvider services, Secret secret) =>
        StoredSecrets.EventOf(services, secret.Address, AuditActions.UpdateSecret);

    private static async Task<IReadOnlyList<EncryptedSecret>> ReencryptAsync(IServiceProvider services, Secret secret, string name)
    {
        var cipher = services.GetRequiredService<ISecretCipher>();
        var values = new List<EncryptedSecret>();
        foreach (var kept in await services.GetRequiredService<ISecretRepository>().FindValuesAsync(secret, CancellationToken.None))
        {
            using var value = await cipher.DecryptAsync(kept.Address, kept.Envelope, CancellationToken.None);
            var address = kept.Address with { Name = name };
            values.Add(new EncryptedSecret(address, await cipher.EncryptAsync(address, value, CancellationToken.None)));
        }

        return values;
    }
}
