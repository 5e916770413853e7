using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.ApiKeys;
using Secrets.Application.Encryption;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.Persistence;
using Secrets.Tests.Databases;
using Xunit.Abstractions;

namespace Secrets.Infrastructure.Tests.Encryption;

/// <summary>
/// Changes every bit and every length of the rows that decryption depends on, and every bit of the key ring file.
/// </summary>
public sealed class DamagedKeysTests(ITestOutputHelper output)
{
    private const string Value = "the value of A";

    /// <param name="unread">Columns that decryption does not depend on.</param>
    /// <param name="reach">Other secrets than A that depend on the row.</param>
    [Theory]
    [OnBothDatabases(
        "secrets",
        "id",
        "name = 'A'",
        "description revision created_at updated_at value_created_at value_created_by state folded_name key_id canary value_warnings",
        ""
    )]
    [OnBothDatabases("secret_versions", "version", "version = 1", "created_at created_by key_id", "")]
    [OnBothDatabases(
        "owner_keys",
        "key_id",
        "version = 1 AND owner_id = (SELECT id FROM owners WHERE name = 'default')",
        "created_at",
        "B"
    )]
    public async Task Only_values_that_depend_on_a_damaged_row_cannot_be_decrypted(
        StorageProvider provider,
        string table,
        string key,
        string isIt,
        string unread,
        string reach
    )
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        await StoredSecrets.CreateEveAsync(services);
        await StoredSecrets.StoreNextAsync(services, await StoredSecrets.StoreAsync(services, Owner.Default, "A", Value), Value);
        await StoredSecrets.StoreAsync(services, Owner.Default, "B", "the value of B");
        await StoredSecrets.StoreAsync(services, StoredSecrets.Eve, "of eve", "Eve's value");
        long? version = table == "secret_versions" ? 1 : null;

        var damages = await new StoredRow(database, table, key, isIt).DamageAsync(async column =>
        {
            services.GetRequiredService<OwnerKeys>().Invalidate(Owner.Default.Id);
            Assert.Equal(unread.Split(' ').Contains(column) ? Value : null, await RevealedAsync("A", version));
            Assert.Equal(reach.Contains('B') && column != "created_at" ? null : "the value of B", await RevealedAsync("B"));
            Assert.Equal("Eve's value", await StoredSecrets.RevealAsync(services, StoredSecrets.Eve, "of eve"));
        });

        output.WriteLine($"{damages} damages");
        Assert.InRange(damages, 250, int.MaxValue);
        services.GetRequiredService<OwnerKeys>().Invalidate(Owner.Default.Id);
        Assert.Equal((Value, "the value of B"), (await RevealedAsync("A", version), await RevealedAsync("B")));

        async Task<string?> RevealedAsync(string name, long? version = null)
        {
            try
            {
                return await StoredSecrets.RevealAsync(services, Owner.Default, name, version);
            }
            catch (DecryptionFailedException)
            {
                return null;
            }
        }
    }

    /// <summary>An owner has two key versions while its key is rotated.</summary>
    [Theory]
    [OnBothDatabases(1, "new", "old")]
    [OnBothDatabases(2, "old", "new")]
    public async Task Only_values_under_a_damaged_key_version_cannot_be_decrypted(
        StorageProvider provider,
        int damaged,
        string decrypted,
        string refused
    )
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        await StoredSecrets.StoreAsync(services, Owner.Default, "old", "encrypted before");
        var installation = services.GetRequiredService<Installation>();
        using var key = SymmetricKey.Generate();
        var wrapped = await installation.Ring.WrapAsync(
            key,
            KeyWrap.OwnerKey(installation.Id, Owner.Default.Id, version: 2, key.Id),
            CancellationToken.None
        );
        await services
            .GetRequiredService<IDatabase>()
            .WriteAsync(
                """
                INSERT INTO owner_keys (owner_id, version, key_id, root_key_id, wrapped, created_at)
                VALUES (@Id, 2, @KeyId, @RootKeyId, @wrapped, 0)
                """,
                new
                {
                    Owner.Default.Id,
                    KeyId = key.Id.ToBytes(),
                    RootKeyId = installation.Ring.ActiveId.ToBytes(),
                    wrapped,
                }
            );
        services.GetRequiredService<OwnerKeys>().Invalidate(Owner.Default.Id);
        await StoredSecrets.StoreAsync(services, Owner.Default, "new", "encrypted after");

        await database.ExecuteAsync(
            $"{StoredRow.WithoutForeignKeys(provider)} UPDATE owner_keys SET key_id = (SELECT id FROM root_keys) WHERE version = {damaged}"
        );

        await using var after = await TestInstallation.OpenAsync(database);
        Assert.NotNull(await StoredSecrets.RevealAsync(after, Owner.Default, decrypted));
        await Assert.ThrowsAsync<DecryptionFailedException>(() => StoredSecrets.RevealAsync(after, Owner.Default, refused));
        if (damaged == 2)
        {
            // New values are never encrypted under an older version.
            await Assert.ThrowsAsync<DecryptionFailedException>(() => StoredSecrets.StoreAsync(after, Owner.Default, "next", "v"));
        }
    }

    [Theory]
    [OnBothDatabases("system_keys", "name", "name = 'api-keys'", "")]
    [OnBothDatabases("system_keys", "name", "name = 'audit'", "")]
    [OnBothDatabases("installation", "id", "id = id", "created_at")]
    [OnBothDatabases("root_keys", "id", "id = id", "id")]
    public async Task A_start_with_a_damaged_key_fails_and_names_a_setting(
        StorageProvider provider,
        string table,
        string key,
        string isIt,
        string unread
    )
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        await StoredSecrets.StoreAsync(services, Owner.Default, "A", Value);
        var auditKey = services.GetRequiredService<Installation>().AuditKey.Bytes.ToArray();

        var damages = await new StoredRow(database, table, key, isIt).DamageAsync(async column =>
        {
            using var again = ActivatorUtilities.CreateInstance<Installation>(services);
            try
            {
                await again.OpenAsync(CancellationToken.None);
                Assert.Equal((unread, Convert.ToHexString(auditKey)), (column, Convert.ToHexString(again.AuditKey.Bytes)));
            }
            catch (SettingException refusal)
            {
                Assert.Matches("^(ConnectionStrings__Secrets|Encryption__KeyRingPath): ", refusal.Message);
            }

            if (table == "root_keys" && column == "id")
            {
                // The start registered the root key again, in another row.
                await database.ExecuteAsync(
                    (provider == StorageProvider.Sqlite ? "PRAGMA foreign_keys = OFF; " : "")
                        + "DELETE FROM root_keys WHERE id = (SELECT root_key_id FROM owner_keys)"
                );
            }
        });

        output.WriteLine($"{damages} damages");
        Assert.InRange(damages, 40, int.MaxValue);
        Assert.Equal(Value, await StoredSecrets.RevealAsync(services, Owner.Default, "A"));
    }

    [Fact]
    public async Task A_damaged_key_ring_file_is_refused_unless_its_keys_are_unchanged()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var running = services.GetRequiredService<Installation>();
        var key = running.Ring.ActiveId;
        var wrapped = await running.Ring.WrapAsync(running.AuditKey, KeyWrap.SystemKey(running.Id, "test", key), CancellationToken.None);
        var file = await File.ReadAllBytesAsync(database.KeyRingPath);
        var (refused, accepted) = (0, 0);

        for (var i = 0; i < (file.Length * 9) + 8; i++)
        {
            var damaged = (byte[])file.Clone();
            if (i < file.Length * 8)
            {
                damaged[i / 8] ^= (byte)(1 << (i % 8));
            }
            else
            {
                Array.Resize(ref damaged, i - (file.Length * 8));
            }

            await File.WriteAllBytesAsync(database.KeyRingPath, damaged);
            using var again = ActivatorUtilities.CreateInstance<Installation>(services);
            try
            {
                await again.OpenAsync(CancellationToken.None);
                accepted++;
                Assert.Equal(running.AuditKey.Bytes, again.AuditKey.Bytes);
            }
            catch (SettingException e)
            {
                refused++;
                Assert.StartsWith("Encryption__KeyRingPath: ", e.Message, StringComparison.Ordinal);
            }

            // A running service keeps its ring, and reports a ring with other keys.
            Assert.True(await Record.ExceptionAsync(() => running.ReloadRingAsync(CancellationToken.None)) is null or SettingException);
            using var kept = await running.Ring.UnwrapAsync(
                key,
                key,
                wrapped,
                KeyWrap.SystemKey(running.Id, "test", key),
                CancellationToken.None
            );
            Assert.Equal(running.AuditKey.Bytes, kept.Bytes);
        }

        output.WriteLine($"{refused + accepted} damages");

        // White space, creation times and the case of hexadecimal digits do not change the keys.
        Assert.InRange(refused, file.Length * 6, int.MaxValue);
        Assert.InRange(accepted, 1, file.Length * 3);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_damaged_API_key_is_not_valid(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var (keys, hasher) = (services.GetRequiredService<IApiKeyRepository>(), services.GetRequiredService<IApiKeyHasher>());
        var tokenHash = hasher.HashOf(ApiKeyToken.Generate());
        var key = ApiKey.Create(Owner.Default.Id, "a key", [Scopes.ListSecrets], tokenHash, now: 1, expiresAt: long.MaxValue);
        await keys.CreateAsync(hasher.Sign(key), StoredSecrets.EventOf(services, default, "key.create"));
        await keys.NoteUsesAsync([new ApiKeyUse(key.OwnerId, key.Id, 1)]);

        var damages = await new StoredRow(database, "api_keys", "id", "id = id").DamageAsync(async column =>
        {
            var found = await keys.FindAsync(tokenHash, CancellationToken.None);
            Assert.Equal(column is "last_used_at" or "uses", found is not null && hasher.IsSigned(found.Key));
        });

        output.WriteLine($"{damages} damages");
        Assert.InRange(damages, 200, int.MaxValue);
        Assert.True(hasher.IsSigned((await keys.FindAsync(tokenHash, CancellationToken.None))!.Key));
    }
}
