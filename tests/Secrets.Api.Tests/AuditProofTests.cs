using Microsoft.Extensions.DependencyInjection;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Tampering with the audit log of a running service, and how it is detected.</summary>
public sealed class AuditProofTests
{
    [Theory]
    [OnBothDatabases(true)]
    [OnBothDatabases(false)]
    public async Task A_lease_held_forever_does_not_stop_new_blocks(StorageProvider provider, bool forEver)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        await service.CreateAsync("A");
        await service.ExtendChainAsync();
        var holder = provider == StorageProvider.Sqlite ? "randomblob(16)" : "gen_random_uuid()";
        var end =
            forEver ? "9000000000000000000"
            : provider == StorageProvider.Sqlite ? "unixepoch() * 1000000 + 14000000"
            : "(extract(epoch FROM now()) * 1000000)::bigint + 14000000";
        clock.Advance(TimeSpan.FromSeconds(6));
        await service.Database.ExecuteAsync($"UPDATE leases SET holder = {holder}, expires_at = {end}");
        await service.CreateAsync("B");

        // After half a minute the holder of the lease no longer matters.
        clock.Advance(TimeSpan.FromSeconds(forEver ? 0 : 31));

        await service.ExtendChainAsync();
        Assert.Null((await service.VerifyAuditAsync()).Fault);
    }

    [Fact]
    public async Task Events_without_a_block_for_a_minute_are_logged()
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(StorageProvider.Postgres, clock);
        await service.CreateAsync("A");
        await service.ExtendChainAsync();
        await using var connection = await service.Database.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_current_xact_id()::text";
        await command.ExecuteScalarAsync();
        await service.CreateAsync("B");

        clock.Advance(TimeSpan.FromSeconds(61));

        await service.Log.WaitForAsync("to enter the audit chain. Until they do, anybody who can write to the database can remove them");
        Assert.True(service.ChainLag() > TimeSpan.FromSeconds(60));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Removed_newest_blocks_are_noticed_by_services_that_saw_them(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A");
        await service.ExtendChainAsync();
        await using var replica = await service.ReplicaAsync(TimeProvider.System);
        await service.Database.ExecuteAsync("CREATE TABLE old_marks AS SELECT * FROM audit_checkpoints");
        await service.RevealAsync("A");
        await service.ExtendChainAsync();
        await replica.ExtendChainAsync();

        await service.Database.ExecuteAsync(
            """
            DELETE FROM audit_events WHERE position > (SELECT last_position FROM old_marks);
            DELETE FROM audit_blocks WHERE number > (SELECT block_number FROM old_marks);
            DELETE FROM audit_checkpoints; INSERT INTO audit_checkpoints SELECT * FROM old_marks
            """
        );

        await service.Log.WaitForAsync("which this service has seen, no longer exists");
        await replica.Log.WaitForAsync("which this service has seen, no longer exists");
        await service.ExtendChainAsync();
        Assert.Contains(
            "was gone: events were removed together with their blocks",
            (await service.VerifyAuditAsync()).Fault,
            StringComparison.Ordinal
        );

        // A checkpoint that is made from now on includes the gap.
        var report = await service.VerifyAuditAsync(await service.LastCheckpointAsync());
        Assert.Null(report.Fault);
        Assert.Contains(
            "was gone: events were removed together with their blocks",
            Assert.Single(report.Warnings),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [OnBothDatabases]
    [Trait("Category", "Slow")]
    public async Task A_checkpoint_is_stored_beside_the_key_ring_and_used_by_verify(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await using var replica = await service.ReplicaAsync(TimeProvider.System);
        await service.CreateAsync("A");
        await service.ExtendChainAsync();
        await replica.StopAsync();
        await service.StopAsync();
        var path = Path.Combine(service.Database.Folder, "audit-checkpoint.json");

        var compared = await RunAsync(service, "audit", "verify");
        var text = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, text.Replace("\"seal\":", "\"seal\":9", StringComparison.Ordinal));
        var older = await RunAsync(service, "audit", "verify");
        var doctor = await RunAsync(service, "doctor");
        File.Delete(path);
        var without = await RunAsync(service, "audit", "verify");

        Assert.Equal((0, 5, 1, 0), (compared.ExitCode, older.ExitCode, doctor.ExitCode, without.ExitCode));
        Assert.Contains("Compared with the checkpoint", compared.Output, StringComparison.Ordinal);
        Assert.Contains("older than the checkpoint", older.Output, StringComparison.Ordinal);
        Assert.Contains("WRONG  checkpoint", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("the newest events and their blocks may have been removed", without.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData(
        "{\"installation\":\"00000000-0000-0000-0000-000000000000\",\"seal\":1,\"seal_mac\":\"00\",\"sealed_at\":\"2026-01-01T00:00:00Z\"}"
    )]
    [Trait("Category", "Slow")]
    public async Task A_damaged_checkpoint_is_set_aside_and_replaced(string content)
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite, "--Audit:RetentionDays=0");
        await service.CreateAsync("A");
        await service.ExtendChainAsync();
        var path = Path.Combine(service.Database.Folder, "audit-checkpoint.json");
        var last = await service.LastCheckpointAsync();
        while (!File.Exists(path) || !(await File.ReadAllTextAsync(path)).Contains($"\"seal\":{last.Block}", StringComparison.Ordinal))
        {
            await Task.Delay(20);
        }

        await File.WriteAllTextAsync(path, content);

        await service.CreateAsync("B");
        await service.ExtendChainAsync();
        await service.StopAsync();

        Assert.Equal(content, await File.ReadAllTextAsync(path + ".damaged"));
        Assert.Contains("is damaged", service.Log.Text, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(service, "audit", "verify")).ExitCode);
        Assert.Contains(
            $"\"seal\":{(await service.LastCheckpointAsync()).Block}",
            await File.ReadAllTextAsync(path),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("other.json", "other.json")]
    public async Task Checkpoints_are_written_to_the_configured_path(string setting, string? name)
    {
        var folder = Directory.CreateTempSubdirectory("secrets-test-").FullName;
        await using var service = await RunningService.StartAsync(
            StorageProvider.Sqlite,
            $"--Audit:CheckpointPath={(name is null ? setting : Path.Combine(folder, name))}"
        );
        await service.CreateAsync("A");
        await service.ExtendChainAsync();

        await service.StopAsync();

        Assert.False(File.Exists(Path.Combine(service.Database.Folder, "audit-checkpoint.json")));
        Assert.Equal(name is null ? [] : [Path.Combine(folder, name)], Directory.GetFiles(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_checkpoint_newer_than_the_database_is_left_unchanged(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var path = Path.Combine(service.Database.Folder, "audit-checkpoint.json");
        await service.CreateAsync("A");
        await service.ExtendChainAsync();
        var checkpoint = await service.LastCheckpointAsync();
        var later =
            $$"""{"installation":"{{checkpoint.Installation}}","seal":99,"seal_mac":"{{checkpoint.BlockMac}}","""
            + "\"sealed_at\":\"2026-01-01T00:00:00Z\"}";
        await File.WriteAllTextAsync(path, later);

        await service.CreateAsync("B");
        await service.ExtendChainAsync();
        await service.StopAsync();

        Assert.Equal(later, await File.ReadAllTextAsync(path));
        Assert.Contains("The database does not have the block of the audit checkpoint", service.Log.Text, StringComparison.Ordinal);
    }
}
