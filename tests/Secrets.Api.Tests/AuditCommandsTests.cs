using System.Text.Json;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

[Trait("Category", "Slow")]
public sealed class AuditCommandsTests
{
    [Theory]
    [OnBothDatabases]
    public async Task Verify_compares_the_log_of_a_running_service_with_a_checkpoint(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A");
        var file = Path.Combine(service.Database.Folder, "checkpoint.json");
        while ((await RunAsync(service, "audit", "checkpoint", "--out", file)).ExitCode == 3)
        {
            // Transactions of other tests on the same server are still open.
        }

        var whole = await RunAsync(service, "audit", "verify", "--checkpoint", file);
        var printed = await RunAsync(service, "audit", "checkpoint", "--out", "-");
        var read = await RunAsync(service, key: null, ["audit", "verify", "--checkpoint", "-"], printed.Output);
        await service.Database.ExecuteAsync("DELETE FROM audit_events");
        var cut = await RunAsync(service, "audit", "verify", "--checkpoint", file, "--json");
        var none = await RunAsync(service, "audit", "verify", "--checkpoint", service.Database.KeyRingPath + ".none");

        Assert.Equal(0, whole.ExitCode);
        Assert.StartsWith("Intact: ", whole.Output, StringComparison.Ordinal);
        Assert.Equal((0, 0), (printed.ExitCode, read.ExitCode));
        Assert.Contains("in standard input", read.Output, StringComparison.Ordinal);
        Assert.Equal(5, cut.ExitCode);
        Assert.Contains(
            "was deleted",
            JsonDocument.Parse(cut.Output).RootElement.GetProperty("fault").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(2, none.ExitCode);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Key_ring_and_owner_key_operations_are_audited(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.PostKeyAsync(["secrets:list"], "alice");
        var id = (await RunAsync(service, "keyring", "add")).Output.TrimEnd('\n');
        await RunAsync(service, "owners", "rotate-key", "alice");
        await RunAsync(service, "owners", "shred", "alice", "--yes");

        var events = (await service.SendAsync("GET", "/api/audit")).Json.GetProperty("events").EnumerateArray().ToList();
        var added = Assert.Single(events, e => e.GetProperty("action").GetString() == "keyring.add");
        Assert.Equal(id, added.GetProperty("subject_key_id").GetString()!.Replace("-", "", StringComparison.Ordinal)[16..]);
        var ofAlice = (await service.SendAsync("GET", "/api/audit?owner=alice"))
            .Json.GetProperty("events")
            .EnumerateArray()
            .Select(e => e.GetProperty("action").GetString());
        Assert.Equal(["key.revoke", "owner.shred", "owner.rotate-key", "key.create", "owner.create"], ofAlice);
        Assert.Equal(0, (await RunAsync(service, "audit", "verify")).ExitCode);
    }

    [Theory]
    [OnBothDatabases(null, null)]
    [OnBothDatabases("UPDATE secrets SET version = 2", "values")]
    [OnBothDatabases("UPDATE schema_migrations SET number = 99 WHERE number = 8", "schema")]
    [OnBothDatabases("DELETE FROM installation", "key ring")]
    [OnBothDatabases("UPDATE root_keys SET check_value = id", "key ring")]
    [OnBothDatabases("ALTER TABLE schema_migrations RENAME TO away", "schema")]
    public async Task Doctor_names_the_failed_check(StorageProvider provider, string? damage, string? named)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A");
        await service.CreateAsync("B");
        if (damage is not null)
        {
            await service.Database.ExecuteAsync(damage);
        }

        var all = await RunAsync(service, "doctor");
        var sample = await RunAsync(service, "doctor", "--sample", "1");

        Assert.Equal(damage is null ? 0 : 1, all.ExitCode);
        Assert.Equal(all.ExitCode, sample.ExitCode);
        Assert.Equal(
            named is null ? [] : [named],
            all.Output.Split('\n').Where(line => line.StartsWith("WRONG", StringComparison.Ordinal)).Select(line => line[7..15].Trim())
        );
        Assert.Equal(named is null or "values", all.Output.Contains("ok     audit", StringComparison.Ordinal));
        Assert.DoesNotContain("\"A\"", all.Output, StringComparison.Ordinal);
    }
}
