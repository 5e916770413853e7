using System.Buffers.Binary;
using System.Security.Cryptography;
using Dapper;
using Secrets.Domain.Owners;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Audit;

/// <summary>Runs on SQLite, because every committed event is settled there.</summary>
public sealed class AuditChainWriterTests
{
    [Fact]
    public async Task The_digest_of_a_block_covers_its_events_in_order()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        await StoredSecrets.StoreAsync(services, Owner.Default, "first", "v");
        await StoredSecrets.StoreAsync(services, Owner.Default, "second", "v");

        Assert.Equal(2, await new TestChain(services).ExtendAsync());

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
    public async Task A_block_covers_at_most_ten_thousand_events()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var chain = new TestChain(services);
        await StoredSecrets.StoreAsync(services, Owner.Default, "copied", "v");
        await chain.ExtendAsync();

        await CopyEventsAsync(database, 20_001);
        Assert.Equal(20_001, await chain.ExtendAsync());
        Assert.Equal(4, (await chain.FindLastAsync())?.Block);

        await CopyEventsAsync(database, 10_000);
        Assert.Equal(10_000, await chain.ExtendAsync());
        Assert.Equal(5, (await chain.FindLastAsync())?.Block);
        Assert.Equal(0, await chain.ExtendAsync());
        Assert.Equal(5, (await chain.FindLastAsync())?.Block);
    }

    [Fact]
    public async Task A_replica_knows_the_lag_after_it_has_extended_the_chain_or_found_it_complete()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        await using var replica = await TestInstallation.OpenAsync(database);
        Assert.Null(new TestChain(services).Lag);
        await StoredSecrets.StoreAsync(services, Owner.Default, "first", "v");

        await new TestChain(services).ExtendAsync();
        await new TestChain(replica).ExtendAsync();

        Assert.NotNull(new TestChain(services).Lag);
        Assert.NotNull(new TestChain(replica).Lag);
    }

    [Fact]
    public async Task A_replica_without_the_lease_adds_no_block_and_knows_the_lag()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        await using var replica = await TestInstallation.OpenAsync(database);
        var (first, other) = (new TestChain(services), new TestChain(replica));
        await StoredSecrets.StoreAsync(services, Owner.Default, "first", "v");
        await first.ExtendAsync();

        await StoredSecrets.StoreAsync(services, Owner.Default, "second", "v");
        Assert.Equal(0, await other.ExtendAsync());
        Assert.Equal(1, (await first.FindLastAsync())?.Block);
        Assert.Null(other.Lag);

        await first.ExtendAsync();
        await StoredSecrets.StoreAsync(services, Owner.Default, "third", "v");
        Assert.Equal(0, await other.ExtendAsync());
        Assert.NotNull(other.Lag);
    }

    [Fact]
    public async Task A_block_that_another_replica_added_first_stays()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var chain = new TestChain(services);
        await StoredSecrets.StoreAsync(services, Owner.Default, "first", "v");
        await database.ExecuteAsync(
            """
            CREATE TRIGGER another BEFORE INSERT ON audit_blocks BEGIN
                INSERT INTO audit_blocks (number, last_position, event_ids, digest, created_at, mac)
                VALUES (NEW.number, NEW.last_position, NEW.event_ids, NEW.digest, NEW.created_at, NEW.digest);
            END
            """
        );

        Assert.Equal(0, await chain.ExtendAsync());
        Assert.Null(chain.Lag);

        await database.ExecuteAsync("DROP TRIGGER another");
        Assert.Equal(1, await chain.ExtendAsync());
        Assert.Null((await chain.VerifyAsync()).Fault);
    }

    [Theory]
    [InlineData("at + 60000000000")]
    [InlineData("at - 60000000000")]
    public async Task The_checkpoint_of_removed_blocks_has_the_time_of_the_last_block_or_of_a_later_event(string at)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var chain = new TestChain(services);
        await StoredSecrets.StoreAsync(services, Owner.Default, "first", "v");
        await database.ExecuteAsync($"UPDATE audit_events SET at = {at}");
        var eventAt = await database.ScalarAsync<long>("SELECT at FROM audit_events");
        await chain.ExtendAsync();
        var createdAt = await database.ScalarAsync<long>("SELECT created_at FROM audit_blocks");
        await StoredSecrets.StoreAsync(services, Owner.Default, "second", "v");
        await chain.ExtendAsync();

        Assert.Equal(1, await chain.RemoveAsync(createdAt));

        Assert.Equal(
            Math.Max(eventAt, createdAt),
            await database.ScalarAsync<long>("SELECT at FROM audit_checkpoints WHERE name = 'removed'")
        );
    }

    private static Task<int> CopyEventsAsync(TestDatabase database, int count) =>
        database.ExecuteAsync(
            $"""
            WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {count})
            INSERT INTO audit_events (owner_id, id, at, key_id, action, result, count, request_id, client_ip, mac)
            SELECT owner_id, randomblob(16), at, key_id, action, result, count, request_id, client_ip, mac
            FROM copies, (SELECT * FROM audit_events ORDER BY position LIMIT 1)
            """
        );
}
