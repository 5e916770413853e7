using Secrets.Application.Audit.VerifyAudit;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Tampering with rows of secrets, which verify detects by comparing them with audit events.</summary>
[Trait("Category", "Slow")]
public sealed class RowsAndEventsTests
{
    private const string PutBackDeleted = """
        INSERT INTO secrets (owner_id, id, name, folded_name, description, version, revision, key_id, envelope,
            created_at, updated_at, value_created_at, value_created_by)
        SELECT gone.owner_id, gone.id, name, name, description, gone.version, revision, old.key_id, envelope,
            gone.created_at, 0, old.created_at, created_by
        FROM deleted_secrets gone JOIN secret_versions old ON old.secret_id = gone.id AND old.version = gone.version;
        DELETE FROM secret_versions WHERE (secret_id, version) IN (SELECT id, version FROM deleted_secrets);
        DELETE FROM deleted_secrets
        """;

    private const string TakeAway = """
        INSERT INTO deleted_secrets (owner_id, id, name, description, version, revision, created_at, deleted_at)
        SELECT owner_id, id, name, description, version, revision, created_at, updated_at FROM secrets WHERE name = 'valued';
        INSERT INTO secret_versions (owner_id, secret_id, version, envelope, created_at, created_by)
        SELECT owner_id, id, version, envelope, value_created_at, value_created_by FROM secrets WHERE name = 'valued';
        DELETE FROM secrets WHERE name = 'valued'
        """;

    [Theory]
    [OnBothDatabases(null, null)]
    [OnBothDatabases(
        """
            UPDATE secrets SET version = 2, revision = 2,
                envelope = (SELECT envelope FROM secret_versions WHERE secret_id = secrets.id AND version = 2)
            WHERE name = 'valued'
            """,
        "has version 2, but its last event gave it version 3"
    )]
    [OnBothDatabases(
        "UPDATE secrets SET description = NULL, revision = 1 WHERE name = 'described'",
        "is at revision 1, but its events lead to revision 2"
    )]
    [OnBothDatabases("DELETE FROM secrets WHERE name = 'valued'", "is missing, but no event destroyed it")]
    [OnBothDatabases(
        """
            DELETE FROM secret_versions WHERE secret_id = (SELECT id FROM secrets WHERE name = 'valued');
            DELETE FROM secrets WHERE name = 'valued'
            """,
        "is missing, but no event destroyed it"
    )]
    [OnBothDatabases("DELETE FROM deleted_secrets", "is missing, but no event destroyed it")]
    [OnBothDatabases(TakeAway, "is deleted, but no event deleted it")]
    [OnBothDatabases(PutBackDeleted, "was deleted, but is current without an event")]
    [OnBothDatabases("DELETE FROM secret_versions WHERE version = 2", "lacks versions")]
    [OnBothDatabases(
        "UPDATE secret_versions SET version = 2 WHERE secret_id = (SELECT id FROM secrets WHERE name = 'holed')",
        "has version 2 without an event: it was destroyed"
    )]
    [OnBothDatabases("DELETE FROM secret_versions WHERE secret_id IN (SELECT id FROM deleted_secrets)", "lacks versions")]
    public async Task Verify_names_rows_that_no_event_explains(StorageProvider provider, string? tampering, string? fault)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:VersionsKept=3");
        await DoEverythingAsync(service);
        if (tampering is not null)
        {
            await service.Database.ExecuteAsync(tampering);
        }

        var report = await service.VerifyAuditAsync();

        if (fault is null)
        {
            Assert.Null(report.Fault);
        }
        else
        {
            Assert.Contains(fault, report.Fault, StringComparison.Ordinal);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Verify_finds_no_fault_while_secrets_are_changed(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var isDone = false;
        var writing = Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async writer =>
                {
                    for (var i = 0; !isDone; i++)
                    {
                        var name = $"s{(writer + i) % 5}";
                        await service.CreateAsync(name);
                        await service.SetValueAsync(name, "two");
                        await service.UpdateAsync(name, $"t{i % 3}");
                        await service.DeleteAsync(name);
                    }
                })
        );

        var reports = new List<AuditReport>();
        for (var i = 0; i < 20; i++)
        {
            reports.Add(await service.VerifyAuditAsync());
        }

        isDone = true;
        await writing;
        Assert.All(reports, report => Assert.Null(report.Fault));
        Assert.Null((await service.VerifyAuditAsync()).Fault);
    }

    [Theory]
    [OnBothDatabases("secret_id IN (SELECT id FROM deleted_secrets)")]
    [OnBothDatabases("secret_id IN (SELECT id FROM secrets)")]
    public async Task Doctor_decrypts_old_and_deleted_values(StorageProvider provider, string damaged)
    {
        await using var service = await RunningService.StartAsync(provider);
        await DoEverythingAsync(service);
        var whole = await RunAsync(service, "doctor");
        var zeros = provider == StorageProvider.Sqlite ? "zeroblob(80)" : "decode(repeat('00', 80), 'hex')";
        await service.Database.ExecuteAsync($"UPDATE secret_versions SET envelope = {zeros} WHERE {damaged}");

        var doctor = await RunAsync(service, "doctor");
        var sample = await RunAsync(service, "doctor", "--sample", "1000");

        Assert.Equal((0, 1, 1), (whole.ExitCode, doctor.ExitCode, sample.ExitCode));
        Assert.Contains("WRONG  values", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("WRONG  values", sample.Output, StringComparison.Ordinal);
    }

    // Makes every kind of change, none of which verify may report.
    private static async Task DoEverythingAsync(RunningService service)
    {
        await service.CreateAsync("valued", "one");
        await service.SetValueAsync("valued", "two");
        await service.SetValueAsync("valued", "three");
        await service.CreateAsync("described");
        await service.UpdateAsync("described", "described", "d");
        await service.CreateAsync("before");
        await service.UpdateAsync("before", "after", "d");
        await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"upserted","value":"one"}""");
        await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"upserted","value":"two","description":"d"}""");
        for (var i = 0; i < 6; i++)
        {
            await service.SetValueAsync("upserted", $"{i}");
        }

        await service.SendAsync("POST", "/api/secrets/upserted/versions/8/restore");
        await service.SendAsync("POST", "/api/import?on_conflict=replace", "after=four\nIMPORTED=five\n"u8.ToArray());
        await service.CreateAsync("restored");
        await service.DeleteAsync("restored");
        var id = await service.FindDeletedIdAsync();
        await service.SendAsync("POST", $"/api/deleted-secrets/{id}/restore");
        await service.CreateAsync("deleted", "one");
        await service.SetValueAsync("deleted", "two");
        await service.DeleteAsync("deleted");
        await service.CreateAsync("holed", "one");
        await service.SetValueAsync("holed", "two");
        await service.SetValueAsync("holed", "three");
        await service.SendAsync("DELETE", "/api/secrets/holed/versions/2");
        await service.CreateAsync("destroyed", "one");
        await service.SetValueAsync("destroyed", "two");
        await service.DeleteAsync("destroyed");
        await service.SendAsync("DELETE", $"/api/deleted-secrets/{await service.FindDeletedIdAsync()}");
    }
}
