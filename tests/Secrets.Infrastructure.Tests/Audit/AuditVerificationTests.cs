using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Audit;
using Secrets.Domain.Owners;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Audit;

/// <summary>Whoever writes the database but lacks the key ring cannot change what the audit log says without a trace.</summary>
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
    [OnBothDatabases("INSERT INTO audit_events SELECT * FROM copy", "is there twice")]
    [OnBothDatabases("UPDATE audit_blocks SET created_at = created_at + 1 WHERE number = 2", "seal 2 was edited")]
    [OnBothDatabases("UPDATE audit_blocks SET event_ids = digest WHERE number = 2", "seal 2 was edited")]
    [OnBothDatabases("DELETE FROM audit_blocks WHERE number = 2", "seal 2 is missing")]
    [OnBothDatabases("DELETE FROM audit_blocks WHERE number = 1", "seal 1 is missing")]
    [OnBothDatabases(
        "DELETE FROM audit_blocks WHERE number = 3; DELETE FROM audit_events WHERE position > (SELECT last_position FROM audit_blocks WHERE number = 2)",
        "the end was cut off: seal 3 to 3 are missing"
    )]
    [OnBothDatabases("DELETE FROM audit_blocks; DELETE FROM audit_events", "the end was cut off")]
    [OnBothDatabases("DELETE FROM audit_blocks; DELETE FROM audit_events; DELETE FROM audit_checkpoints", "no event explains")]
    [OnBothDatabases("UPDATE audit_checkpoints SET block_number = 2", "a mark of the chain was edited")]
    [OnBothDatabases("DELETE FROM audit_checkpoints", "the mark of the last seal is missing")]
    [OnBothDatabases(
        "INSERT INTO audit_checkpoints SELECT 'removed', block_number, last_position, at, block_mac, mac FROM audit_checkpoints",
        "a mark of the chain was edited"
    )]
    [OnBothDatabases("UPDATE secrets SET version = 7 WHERE name = 's3'", "no event explains version 7")]
    [OnBothDatabases(
        "INSERT INTO secret_versions SELECT owner_id, id, 6, key_id, envelope, 0, NULL FROM secrets WHERE name = 's3'",
        "no event explains version 6"
    )]
    public async Task The_first_fault_is_named(StorageProvider provider, string? tampering, string? fault)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var seals = await SealThriceAsync(services);
        if (tampering?.Contains("copy", StringComparison.Ordinal) is true)
        {
            // A whole row again, at a place between others: the database's own keys must be out of the way.
            tampering =
                provider == StorageProvider.Sqlite
                    ? "CREATE TABLE copy AS SELECT * FROM audit_events; DROP TABLE audit_events; CREATE TABLE audit_events AS SELECT * FROM copy; UPDATE copy SET position = position + 1; INSERT INTO audit_events SELECT * FROM copy LIMIT 1"
                    : "ALTER TABLE audit_events DROP CONSTRAINT audit_events_pkey; CREATE TABLE copy AS SELECT * FROM audit_events ORDER BY position LIMIT 1; INSERT INTO audit_events SELECT * FROM copy";
        }

        if (tampering is not null)
        {
            await database.ExecuteAsync(tampering);
        }

        var report = await seals.VerifyAsync(checkpoint: null, CancellationToken.None);

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
    public async Task Events_that_are_not_sealed_yet_are_verified_by_themselves(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var seals = await SealThriceAsync(services);
        await StoredSecrets.StoreAsync(services, Owner.Default, "unsealed", "v");
        Assert.Equal(new AuditReport(null, 3, 13, 1, 13), await seals.VerifyAsync(checkpoint: null, CancellationToken.None));

        await database.ExecuteAsync("UPDATE audit_events SET version = 2 WHERE position = (SELECT max(position) FROM audit_events)");

        Assert.Contains(
            "was edited or forged",
            (await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_database_older_than_a_checkpoint_is_told(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var seals = await SealThriceAsync(services);
        var third = await seals.FindLastAsync(CancellationToken.None);
        await database.ExecuteAsync(
            "CREATE TABLE old_events AS SELECT * FROM audit_events; CREATE TABLE old_seals AS SELECT * FROM audit_blocks; CREATE TABLE old_marks AS SELECT * FROM audit_checkpoints; CREATE TABLE old_secrets AS SELECT * FROM secrets"
        );
        await StoreAndSealAsync(services, seals, "later");
        var fourth = await seals.FindLastAsync(CancellationToken.None);
        Assert.Null((await seals.VerifyAsync(third, CancellationToken.None)).Fault);
        Assert.Null((await seals.VerifyAsync(fourth, CancellationToken.None)).Fault);

        await database.ExecuteAsync(
            """
            DELETE FROM audit_events; DELETE FROM audit_blocks; DELETE FROM audit_checkpoints; DELETE FROM secrets;
            INSERT INTO audit_events SELECT * FROM old_events; INSERT INTO audit_blocks SELECT * FROM old_seals; INSERT INTO audit_checkpoints SELECT * FROM old_marks; INSERT INTO secrets SELECT * FROM old_secrets
            """
        );

        Assert.Null((await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault);
        Assert.Null((await seals.VerifyAsync(third, CancellationToken.None)).Fault);
        Assert.Equal(
            (true, false),
            (await seals.HasAsync(third!, CancellationToken.None), await seals.HasAsync(fourth!, CancellationToken.None))
        );
        Assert.Contains(
            "older than the checkpoint",
            (await seals.VerifyAsync(fourth, CancellationToken.None)).Fault,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "older than the checkpoint",
            (await seals.VerifyAsync(third! with { SealMac = fourth!.SealMac }, CancellationToken.None)).Fault,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "the checkpoint is of another installation",
            (await seals.VerifyAsync(third with { Installation = Guid.NewGuid() }, CancellationToken.None)).Fault
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_chain_that_was_continued_from_an_older_state_is_told_by_its_last_mark(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var seals = await SealThriceAsync(services);
        await database.ExecuteAsync("CREATE TABLE old_marks AS SELECT * FROM audit_checkpoints");
        await StoreAndSealAsync(services, seals, "first");
        await database.ExecuteAsync(
            """
            CREATE TABLE first_marks AS SELECT * FROM audit_checkpoints;
            DELETE FROM secrets WHERE name = 'first'; DELETE FROM audit_events WHERE position > (SELECT last_position FROM audit_blocks WHERE number = 3); DELETE FROM audit_blocks WHERE number = 4;
            DELETE FROM audit_checkpoints; INSERT INTO audit_checkpoints SELECT * FROM old_marks
            """
        );
        await StoreAndSealAsync(services, seals, "second");
        Assert.Contains(
            "a service noted",
            (await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault,
            StringComparison.Ordinal
        );

        await database.ExecuteAsync("DELETE FROM audit_checkpoints; INSERT INTO audit_checkpoints SELECT * FROM first_marks");

        Assert.Equal("seal 4 is not the one that was made", (await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault);
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_event_that_was_moved_between_the_same_others_is_told(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var seals = await SealThriceAsync(services);
        await StoredSecrets.StoreAsync(services, Owner.Default, "leaves a place", "v");
        await StoredSecrets.StoreAsync(services, Owner.Default, "later", "v");
        await database.ExecuteAsync(
            "DELETE FROM audit_events WHERE secret_id = (SELECT id FROM secrets WHERE name = 'leaves a place'); DELETE FROM secrets WHERE name = 'leaves a place'"
        );
        await SealAsync(seals);
        Assert.Null((await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault);

        await database.ExecuteAsync(
            "UPDATE audit_events SET position = position - 1 WHERE position = (SELECT max(position) FROM audit_events)"
        );

        Assert.Equal(
            "events of seal 4 were moved to other positions",
            (await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task Old_runs_are_removed_together_and_the_rest_is_whole(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var seals = await SealThriceAsync(services);
        var third = await seals.FindLastAsync(CancellationToken.None);
        await StoreAndSealAsync(services, seals, "later");

        Assert.Equal(12, await seals.RemoveAsync((third!.SealedAt - DateTimeOffset.UnixEpoch).Ticks / 10, CancellationToken.None));

        Assert.Equal(new AuditReport(null, 1, 1, 0, 13), await seals.VerifyAsync(checkpoint: null, CancellationToken.None));
        Assert.Null((await seals.VerifyAsync(third, CancellationToken.None)).Fault);
        Assert.True(await seals.HasAsync(third, CancellationToken.None));
        Assert.Contains(
            "older than the checkpoint",
            (await seals.VerifyAsync(third with { SealMac = new string('0', 64) }, CancellationToken.None)).Fault,
            StringComparison.Ordinal
        );

        // A value of the time up to which events were removed may have had one of these.
        await database.ExecuteAsync(
            "UPDATE secrets SET value_created_at = (SELECT at FROM audit_checkpoints WHERE name = 'removed') WHERE name = 's0'"
        );
        Assert.Null((await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault);
        await database.ExecuteAsync("UPDATE secrets SET value_created_at = value_created_at + 1 WHERE name = 's0'");
        Assert.Contains(
            "no event explains version 1",
            (await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault,
            StringComparison.Ordinal
        );
        await database.ExecuteAsync("UPDATE secrets SET value_created_at = value_created_at - 1 WHERE name = 's0'");

        await database.ExecuteAsync("DELETE FROM audit_checkpoints WHERE name = 'removed'");
        Assert.Contains(
            "seal 1 is missing",
            (await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task Replicas_that_write_and_seal_at_once_make_one_whole_chain(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        await using var replica = await TestInstallation.OpenAsync(database);
        var sealers = new[] { services, replica }.Select(one => one.GetRequiredService<IAuditSeals>()).ToArray();

        await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select<int, Task>(i =>
                    i % 10 == 0
                        ? sealers[i / 10 % 2].SealAsync(CancellationToken.None)
                        : StoredSecrets.StoreAsync(i % 2 == 0 ? services : replica, Owner.Default, $"s{i}", "v")
                )
        );

        AuditReport report;
        do
        {
            await sealers[0].SealAsync(CancellationToken.None);
            report = await sealers[1].VerifyAsync(checkpoint: null, CancellationToken.None);
        } while (report.Unsealed > 0);

        Assert.Equal((null, 180, 180), (report.Fault, report.Events, report.Values));
    }

    // Four secrets under each of three seals.
    private static async Task<IAuditSeals> SealThriceAsync(IServiceProvider services)
    {
        var seals = services.GetRequiredService<IAuditSeals>();
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                await StoredSecrets.StoreAsync(services, Owner.Default, $"s{(4 * i) + j}", "v");
            }

            await SealAsync(seals);
            Assert.Equal(i + 1, (await seals.FindLastAsync(CancellationToken.None))?.Seal);
        }

        return seals;
    }

    private static async Task StoreAndSealAsync(IServiceProvider services, IAuditSeals seals, string name)
    {
        await StoredSecrets.StoreAsync(services, Owner.Default, name, "v");
        await SealAsync(seals);
    }

    private static async Task SealAsync(IAuditSeals seals)
    {
        while (await seals.SealAsync(CancellationToken.None) == 0)
        {
            // Transactions of other tests on the same server have yet to end.
            await Task.Yield();
        }
    }
}
