using Secrets.Application.Audit.VerifyAudit;
using Secrets.Domain.Owners;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Audit;

/// <summary>Changes the audit log in the database without the key ring. Each change is a fault.</summary>
public sealed class AuditVerificationTests
{
    private const string Third = "(SELECT position FROM audit_events ORDER BY position LIMIT 1 OFFSET 2)";
    private const string Fourth = "(SELECT position FROM audit_events ORDER BY position LIMIT 1 OFFSET 3)";

    [Theory]
    [OnBothDatabases(null, null)]
    [OnBothDatabases($"UPDATE audit_events SET at = at + 1 WHERE position = {Third}", "was edited or forged")]
    [OnBothDatabases($"UPDATE audit_events SET action = 'secret.list' WHERE position = {Third}", "was edited or forged")]
    [OnBothDatabases($"UPDATE audit_events SET client_ip = '' WHERE position = {Third}", "was edited or forged")]
    [OnBothDatabases($"UPDATE audit_events SET secret_id = NULL WHERE position = {Third}", "was edited or forged")]
    [OnBothDatabases($"UPDATE audit_events SET count = 2 WHERE position = {Third}", "was edited or forged")]
    [OnBothDatabases($"UPDATE audit_events SET key_id = owner_id WHERE position = {Third}", "was edited or forged")]
    [OnBothDatabases($"UPDATE audit_events SET owner_id = key_id WHERE position = {Third}", "was edited or forged")]
    [OnBothDatabases(
        $"UPDATE audit_events SET mac = (SELECT mac FROM audit_events WHERE position = {Fourth}) WHERE position = {Third}",
        "was edited or forged"
    )]
    [OnBothDatabases($"DELETE FROM audit_events WHERE position = {Third}", "was deleted")]
    [OnBothDatabases("DELETE FROM audit_events WHERE position = (SELECT max(position) FROM audit_events)", "was deleted")]
    [OnBothDatabases("DELETE FROM audit_events", "was deleted")]
    [OnBothDatabases($"UPDATE audit_events SET position = -position WHERE position = {Third}", "was inserted before")]
    [OnBothDatabases($"UPDATE audit_events SET position = 1000000 WHERE position = {Third}", "was moved to another place")]
    [OnBothDatabases($"UPDATE audit_events SET id = owner_id WHERE position = {Third}", "was inserted")]
    [OnBothDatabases("INSERT INTO audit_events SELECT * FROM copy", "exists twice")]
    [OnBothDatabases("UPDATE audit_blocks SET created_at = created_at + 1 WHERE number = 2", "block 2 was edited")]
    [OnBothDatabases("UPDATE audit_blocks SET event_ids = digest WHERE number = 2", "block 2 was edited")]
    [OnBothDatabases("DELETE FROM audit_blocks WHERE number = 2", "block 2 is missing")]
    [OnBothDatabases("DELETE FROM audit_blocks WHERE number = 1", "block 1 is missing")]
    [OnBothDatabases(
        "DELETE FROM audit_blocks WHERE number = 3; "
            + "DELETE FROM audit_events WHERE position > (SELECT last_position FROM audit_blocks WHERE number = 2)",
        "the end was cut off: blocks 3 to 3 are missing"
    )]
    [OnBothDatabases("DELETE FROM audit_blocks; DELETE FROM audit_events", "the end was cut off")]
    [OnBothDatabases("DELETE FROM audit_blocks; DELETE FROM audit_events; DELETE FROM audit_checkpoints", "no event explains")]
    [OnBothDatabases("UPDATE audit_checkpoints SET block_number = 2", "a checkpoint in the database was edited")]
    [OnBothDatabases("DELETE FROM audit_checkpoints", "the checkpoint of the last block is missing")]
    [OnBothDatabases(
        "INSERT INTO audit_checkpoints SELECT 'removed', block_number, last_position, at, block_mac, mac FROM audit_checkpoints",
        "a checkpoint in the database was edited"
    )]
    [OnBothDatabases("UPDATE secrets SET version = 7 WHERE name = 's3'", "no event explains version 7")]
    [OnBothDatabases(
        "INSERT INTO secret_versions SELECT owner_id, id, 6, key_id, envelope, 0, NULL FROM secrets WHERE name = 's3'",
        "no event explains version 6"
    )]
    public async Task The_first_fault_is_reported(StorageProvider provider, string? tampering, string? fault)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var chain = await StoreThreeBlocksAsync(services);
        if (tampering?.Contains("copy", StringComparison.Ordinal) is true)
        {
            // The primary key would refuse a duplicate row.
            tampering =
                provider == StorageProvider.Sqlite
                    ? """
                        CREATE TABLE copy AS SELECT * FROM audit_events; DROP TABLE audit_events;
                        CREATE TABLE audit_events AS SELECT * FROM copy;
                        UPDATE copy SET position = position + 1; INSERT INTO audit_events SELECT * FROM copy LIMIT 1
                        """
                    : """
                        ALTER TABLE audit_events DROP CONSTRAINT audit_events_pkey;
                        CREATE TABLE copy AS SELECT * FROM audit_events ORDER BY position LIMIT 1;
                        INSERT INTO audit_events SELECT * FROM copy
                        """;
        }

        if (tampering is not null)
        {
            await database.ExecuteAsync(tampering);
        }

        var report = await chain.VerifyAsync();

        Assert.True(
            fault is null ? report.Fault is null : report.Fault?.Contains(fault, StringComparison.Ordinal) is true,
            report.Fault ?? "no fault"
        );
        if (fault is null)
        {
            Assert.Equal(new AuditReport(null, 3, 12, 0, 12), report);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Events_that_no_block_covers_yet_are_verified_one_by_one(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var chain = await StoreThreeBlocksAsync(services);
        await StoredSecrets.StoreAsync(services, Owner.Default, "pending", "v");
        Assert.Equal(new AuditReport(null, 3, 13, 1, 13), await chain.VerifyAsync());

        await database.ExecuteAsync("UPDATE audit_events SET version = 2 WHERE position = (SELECT max(position) FROM audit_events)");

        Assert.Contains("was edited or forged", (await chain.VerifyAsync()).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_database_older_than_a_checkpoint_is_a_fault(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var chain = await StoreThreeBlocksAsync(services);
        var third = await chain.FindLastAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE old_events AS SELECT * FROM audit_events; CREATE TABLE old_blocks AS SELECT * FROM audit_blocks;
            CREATE TABLE old_checkpoints AS SELECT * FROM audit_checkpoints; CREATE TABLE old_secrets AS SELECT * FROM secrets
            """
        );
        await chain.StoreAsync("later");
        var fourth = await chain.FindLastAsync();
        Assert.Null((await chain.VerifyAsync(third)).Fault);
        Assert.Null((await chain.VerifyAsync(fourth)).Fault);

        await database.ExecuteAsync(
            """
            DELETE FROM audit_events; DELETE FROM audit_blocks; DELETE FROM audit_checkpoints; DELETE FROM secrets;
            INSERT INTO audit_events SELECT * FROM old_events; INSERT INTO audit_blocks SELECT * FROM old_blocks;
            INSERT INTO audit_checkpoints SELECT * FROM old_checkpoints; INSERT INTO secrets SELECT * FROM old_secrets
            """
        );

        Assert.Null((await chain.VerifyAsync()).Fault);
        Assert.Null((await chain.VerifyAsync(third)).Fault);
        Assert.Equal((true, false), (await chain.HasAsync(third!), await chain.HasAsync(fourth!)));
        Assert.Contains("older than the checkpoint", (await chain.VerifyAsync(fourth)).Fault, StringComparison.Ordinal);
        Assert.Contains(
            "older than the checkpoint",
            (await chain.VerifyAsync(third! with { BlockMac = fourth!.BlockMac })).Fault,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "the checkpoint is of another installation",
            (await chain.VerifyAsync(third with { Installation = Guid.NewGuid() })).Fault
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_chain_that_was_continued_from_an_older_state_is_a_fault(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var chain = await StoreThreeBlocksAsync(services);
        await database.ExecuteAsync("CREATE TABLE old_checkpoints AS SELECT * FROM audit_checkpoints");
        await chain.StoreAsync("first");
        await database.ExecuteAsync(
            """
            CREATE TABLE first_checkpoints AS SELECT * FROM audit_checkpoints;
            DELETE FROM secrets WHERE name = 'first';
            DELETE FROM audit_events WHERE position > (SELECT last_position FROM audit_blocks WHERE number = 3);
            DELETE FROM audit_blocks WHERE number = 4;
            DELETE FROM audit_checkpoints; INSERT INTO audit_checkpoints SELECT * FROM old_checkpoints
            """
        );
        await chain.StoreAsync("second");
        Assert.Contains("a service noted", (await chain.VerifyAsync()).Fault, StringComparison.Ordinal);

        await database.ExecuteAsync("DELETE FROM audit_checkpoints; INSERT INTO audit_checkpoints SELECT * FROM first_checkpoints");

        Assert.Equal("block 4 was replaced by another one", (await chain.VerifyAsync()).Fault);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Moving_an_event_without_changing_the_order_is_a_fault(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var chain = await StoreThreeBlocksAsync(services);
        await StoredSecrets.StoreAsync(services, Owner.Default, "leaves a place", "v");
        await StoredSecrets.StoreAsync(services, Owner.Default, "later", "v");
        await database.ExecuteAsync(
            """
            DELETE FROM audit_events WHERE secret_id = (SELECT id FROM secrets WHERE name = 'leaves a place');
            DELETE FROM secrets WHERE name = 'leaves a place'
            """
        );
        await chain.ExtendByOneBlockAsync();
        Assert.Null((await chain.VerifyAsync()).Fault);

        await database.ExecuteAsync(
            "UPDATE audit_events SET position = position - 1 WHERE position = (SELECT max(position) FROM audit_events)"
        );

        Assert.Equal("events of block 4 were moved to other positions", (await chain.VerifyAsync()).Fault);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Old_blocks_are_removed_with_their_events_and_the_remaining_chain_is_valid(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var chain = await StoreThreeBlocksAsync(services);
        var third = await chain.FindLastAsync();
        await chain.StoreAsync("later");

        Assert.Equal(12, await chain.RemoveAsync((third!.CreatedAt - DateTimeOffset.UnixEpoch).Ticks / 10));

        Assert.Equal(new AuditReport(null, 1, 1, 0, 13), await chain.VerifyAsync());
        Assert.Null((await chain.VerifyAsync(third)).Fault);
        Assert.True(await chain.HasAsync(third));
        Assert.Contains(
            "older than the checkpoint",
            (await chain.VerifyAsync(third with { BlockMac = new string('0', 64) })).Fault,
            StringComparison.Ordinal
        );

        // The event of a value may have been removed if the value is older than the checkpoint.
        await database.ExecuteAsync(
            "UPDATE secrets SET value_created_at = (SELECT at FROM audit_checkpoints WHERE name = 'removed') WHERE name = 's0'"
        );
        Assert.Null((await chain.VerifyAsync()).Fault);
        await database.ExecuteAsync("UPDATE secrets SET value_created_at = value_created_at + 1 WHERE name = 's0'");
        Assert.Contains("no event explains version 1", (await chain.VerifyAsync()).Fault, StringComparison.Ordinal);
        await database.ExecuteAsync("UPDATE secrets SET value_created_at = value_created_at - 1 WHERE name = 's0'");

        await database.ExecuteAsync("DELETE FROM audit_checkpoints WHERE name = 'removed'");
        Assert.Contains("block 1 is missing", (await chain.VerifyAsync()).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Replicas_that_write_and_extend_at_once_create_one_valid_chain(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        await using var replica = await TestInstallation.OpenAsync(database);
        TestChain[] chains = [new(services), new(replica)];

        await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select<int, Task>(i =>
                    i % 10 == 0
                        ? chains[i / 10 % 2].ExtendAsync()
                        : StoredSecrets.StoreAsync(i % 2 == 0 ? services : replica, Owner.Default, $"s{i}", "v")
                )
        );

        AuditReport report;
        do
        {
            await chains[0].ExtendAsync();
            report = await chains[1].VerifyAsync();
        } while (report.Pending > 0);

        Assert.Equal((null, 180, 180), (report.Fault, report.Events, report.Values));
    }

    // Four secrets in each of three blocks.
    private static async Task<TestChain> StoreThreeBlocksAsync(IServiceProvider services)
    {
        var chain = new TestChain(services);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                await StoredSecrets.StoreAsync(services, Owner.Default, $"s{(4 * i) + j}", "v");
            }

            await chain.ExtendByOneBlockAsync();
            Assert.Equal(i + 1, (await chain.FindLastAsync())?.Block);
        }

        return chain;
    }
}
