using System.Buffers.Binary;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Audit;
using Secrets.Domain.Owners;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Audit;

/// <summary>What is sealed, by which replica, and what each knows of it. On SQLite, where whatever is committed is settled.</summary>
public sealed class AuditSealerTests
{
    [Fact]
    public async Task A_seal_has_the_digest_of_its_events_in_their_order()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        await StoredSecrets.StoreAsync(services, Owner.Default, "first", "v");
        await StoredSecrets.StoreAsync(services, Owner.Default, "second", "v");

        Assert.Equal(2, await SealsOf(services).SealAsync(CancellationToken.None));

        await using var connection = await database.ConnectAsync();
        var digested = new List<byte>();
        var ids = new List<byte>();
        foreach (
            var (owner, id, position, mac) in await connection.QueryAsync<(byte[] Owner, byte[] Id, long Position, byte[] Mac)>(
                "SELECT owner_id, id, position, mac FROM audit_events ORDER BY position"
            )
        )
        {
            var place = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(place, position);
            digested.AddRange([.. owner, .. id, .. place, .. mac]);
            ids.AddRange(id);
        }

        var (found, foundIds) = await connection.QuerySingleAsync<(byte[] Digest, byte[] Ids)>(
            "SELECT digest, event_ids FROM audit_blocks"
        );
        Assert.Equal(SHA256.HashData([.. digested]), found);
        Assert.Equal([.. ids], foundIds);
    }

    [Fact]
    public async Task Ten_thousand_events_and_no_more_are_under_one_seal()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var seals = SealsOf(services);
        await StoredSecrets.StoreAsync(services, Owner.Default, "copied", "v");
        await seals.SealAsync(CancellationToken.None);

        await CopyEventsAsync(database, 20_001);
        Assert.Equal(20_001, await seals.SealAsync(CancellationToken.None));
        Assert.Equal(4, (await seals.FindLastAsync(CancellationToken.None))?.Seal);

        await CopyEventsAsync(database, 10_000);
        Assert.Equal(10_000, await seals.SealAsync(CancellationToken.None));
        Assert.Equal(5, (await seals.FindLastAsync(CancellationToken.None))?.Seal);
        Assert.Equal(0, await seals.SealAsync(CancellationToken.None));
        Assert.Equal(5, (await seals.FindLastAsync(CancellationToken.None))?.Seal);
    }

    [Fact]
    public async Task Who_has_sealed_all_or_found_nothing_to_seal_knows_it()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        await using var replica = await TestInstallation.OpenAsync(database);
        Assert.Null(SealsOf(services).Lag);
        await StoredSecrets.StoreAsync(services, Owner.Default, "first", "v");

        await SealsOf(services).SealAsync(CancellationToken.None);
        await SealsOf(replica).SealAsync(CancellationToken.None);

        Assert.NotNull(SealsOf(services).Lag);
        Assert.NotNull(SealsOf(replica).Lag);
    }

    [Fact]
    public async Task A_replica_leaves_sealing_to_the_one_that_does_it_and_knows_how_far_that_came()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        await using var replica = await TestInstallation.OpenAsync(database);
        var (sealer, other) = (SealsOf(services), SealsOf(replica));
        await StoredSecrets.StoreAsync(services, Owner.Default, "first", "v");
        await sealer.SealAsync(CancellationToken.None);

        await StoredSecrets.StoreAsync(services, Owner.Default, "second", "v");
        Assert.Equal(0, await other.SealAsync(CancellationToken.None));
        Assert.Equal(1, (await sealer.FindLastAsync(CancellationToken.None))?.Seal);
        Assert.Null(other.Lag);

        await sealer.SealAsync(CancellationToken.None);
        await StoredSecrets.StoreAsync(services, Owner.Default, "third", "v");
        Assert.Equal(0, await other.SealAsync(CancellationToken.None));
        Assert.NotNull(other.Lag);
    }

    [Fact]
    public async Task A_seal_that_another_replica_has_made_meanwhile_is_left_to_it()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var seals = SealsOf(services);
        await StoredSecrets.StoreAsync(services, Owner.Default, "first", "v");
        await database.ExecuteAsync(
            """
            CREATE TRIGGER another BEFORE INSERT ON audit_blocks BEGIN
                INSERT INTO audit_blocks (number, last_position, event_ids, digest, created_at, mac) VALUES (NEW.number, NEW.last_position, NEW.event_ids, NEW.digest, NEW.created_at, NEW.digest);
            END
            """
        );

        Assert.Equal(0, await seals.SealAsync(CancellationToken.None));
        Assert.Null(seals.Lag);

        await database.ExecuteAsync("DROP TRIGGER another");
        Assert.Equal(1, await seals.SealAsync(CancellationToken.None));
        Assert.Null((await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault);
    }

    [Theory]
    [InlineData("at + 60000000000")]
    [InlineData("at - 60000000000")]
    public async Task What_is_removed_is_marked_with_its_seals_time_or_its_last_events_where_that_is_later(string at)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var seals = SealsOf(services);
        await StoredSecrets.StoreAsync(services, Owner.Default, "first", "v");
        await database.ExecuteAsync($"UPDATE audit_events SET at = {at}");
        var eventAt = await database.ScalarAsync<long>("SELECT at FROM audit_events");
        await seals.SealAsync(CancellationToken.None);
        var sealedAt = await database.ScalarAsync<long>("SELECT created_at FROM audit_blocks");
        await StoredSecrets.StoreAsync(services, Owner.Default, "second", "v");
        await seals.SealAsync(CancellationToken.None);

        Assert.Equal(1, await seals.RemoveAsync(sealedAt, CancellationToken.None));

        Assert.Equal(
            Math.Max(eventAt, sealedAt),
            await database.ScalarAsync<long>("SELECT at FROM audit_checkpoints WHERE name = 'removed'")
        );
    }

    private static IAuditSeals SealsOf(IServiceProvider services) => services.GetRequiredService<IAuditSeals>();

    private static Task<int> CopyEventsAsync(TestDatabase database, int count) =>
        database.ExecuteAsync(
            $"""
            WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {count})
            INSERT INTO audit_events (owner_id, id, at, key_id, action, result, count, request_id, client_ip, mac)
            SELECT owner_id, randomblob(16), at, key_id, action, result, count, request_id, client_ip, mac FROM copies, (SELECT * FROM audit_events ORDER BY position LIMIT 1)
            """
        );
}
