using System.Text.Json;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.KeyRing;
using Secrets.Application.Secrets.PurgeDeletedSecrets;
using Secrets.Domain;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Ages and retention times, which follow the clock of the database and not that of a replica.</summary>
[Trait("Category", "Slow")]
public sealed class ClocksTests
{
    [Theory]
    [OnBothDatabases(8)]
    [OnBothDatabases(-400)]
    public async Task A_replica_with_a_wrong_clock_destroys_nothing_and_logs_it(StorageProvider provider, int days)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("recent");
        await service.CreateAsync("old");
        await service.DeleteAsync("recent");
        await service.DeleteAsync("old");
        await service.Database.ExecuteAsync("UPDATE deleted_secrets SET deleted_at = deleted_at - 700000000000 WHERE name = 'old'");
        var clock = new MovableClock();
        clock.Advance(TimeSpan.FromDays(days));

        await using var replica = await service.ReplicaAsync(clock);

        await replica.Log.WaitForAsync($"seconds {(days > 0 ? "ahead of" : "behind")} the database's");
        Assert.Equal(0, await PurgeAsync(replica));
        Assert.Equal(["recent"], (await DeletedAsync(replica)).Select(secret => secret.GetProperty("name").GetString()));
        var doctor = await RunAsync(service, "doctor");
        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains("WRONG  clock     clocks of running services", doctor.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Destroyed 1 deleted secrets", replica.Log.Text, StringComparison.Ordinal);

        // The service may have destroyed it by itself, at its start.
        Assert.InRange(await PurgeAsync(service), 0, 1);
        Assert.Equal("recent", await service.Database.ScalarAsync<string>("SELECT name FROM deleted_secrets ORDER BY name LIMIT 1"));
    }

    [Theory]
    [OnBothDatabases(8)]
    [OnBothDatabases(-8)]
    public async Task A_secret_deleted_by_a_replica_with_a_wrong_clock_can_be_restored_for_the_usual_time(
        StorageProvider provider,
        int days
    )
    {
        await using var service = await RunningService.StartAsync(provider);
        var clock = new MovableClock();
        clock.Advance(TimeSpan.FromDays(days));
        await using var replica = await service.ReplicaAsync(clock);
        await replica.CreateAsync("A", "value");
        await replica.DeleteAsync("A");

        Assert.Equal(0, await PurgeAsync(service));

        var deletedAt = Assert.Single(await DeletedAsync(service)).GetProperty("deleted_at").GetDateTimeOffset();
        Assert.InRange(DateTimeOffset.UtcNow - deletedAt, TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));
    }

    [Theory]
    [OnBothDatabases(40)]
    [OnBothDatabases(-40)]
    public async Task Audit_blocks_have_the_database_time_and_expire_by_it(StorageProvider provider, int days)
    {
        var clock = new MovableClock();
        clock.Advance(TimeSpan.FromDays(days));
        await using var service = await RunningService.StartAsync(provider, clock, "--Audit:RetentionDays=30");
        await service.CreateAsync("A");
        await service.ExtendChainAsync();
        await service.CreateAsync("B");
        await service.ExtendChainAsync();

        var latest = await service.Database.ScalarAsync<long>("SELECT max(created_at) FROM audit_blocks");

        Assert.InRange(DateTimeOffset.UtcNow - Clock.Time(latest), TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));
        Assert.Equal(0, await service.Database.ScalarAsync<long>("SELECT count(*) FROM audit_checkpoints WHERE name = 'removed'"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task After_a_jump_of_the_database_clock_nothing_is_destroyed_for_an_hour(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A");
        await service.DeleteAsync("A");
        await service.Database.ExecuteAsync("UPDATE deleted_secrets SET deleted_at = deleted_at - 700000000000");
        await service.Database.ExecuteAsync("UPDATE database_clock SET seen_at = seen_at - 700000000000");

        Assert.Equal(0, await PurgeAsync(service));
        Assert.Equal(0, await PurgeAsync(service));

        await using var replica = await service.ReplicaAsync(TimeProvider.System);
        await replica.Log.WaitForAsync("has gone forward by more than an hour");
        await service.Database.ExecuteAsync("UPDATE database_clock SET destroy_after = destroy_after - 3600000000");
        Assert.Equal(1, await PurgeAsync(service));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_dead_replica_last_seen_in_the_future_does_not_block_a_promotion(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var id = (await RunAsync(service, "keyring", "add")).Output.TrimEnd('\n');
        await service.Services.GetRequiredService<Replica>().FollowAsync(CancellationToken.None);
        var replica = provider == StorageProvider.Sqlite ? "x'00000000000000000000000000000001'" : "'00000000-0000-0000-0000-000000000001'";
        var tomorrow = TimeProvider.System.Microseconds() + 86_400_000_000;
        await service.Database.ExecuteAsync(
            $"INSERT INTO replicas (id, name, seen_at, root_keys) VALUES ({replica}, 'elsewhere:1', {tomorrow}, '')"
        );

        var promoted = await RunAsync(service, "keyring", "promote", id);
        var doctor = await RunAsync(service, "doctor");

        Assert.Equal(0, promoted.ExitCode);
        Assert.Contains("WRONG  times", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("1 of running services", doctor.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Doctor_names_times_in_the_future(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A");
        await service.DeleteAsync("A");
        await service.Database.ExecuteAsync("UPDATE deleted_secrets SET deleted_at = deleted_at + 700000000000");

        var doctor = await RunAsync(service, "doctor");

        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains("WRONG  times     times lie in the future: 1 of deleted secrets", doctor.Output, StringComparison.Ordinal);
    }

    private static Task<int> PurgeAsync(RunningService service) =>
        service.Services.GetRequiredService<IMediator>().Send(new PurgeDeletedSecretsCommand());

    private static async Task<List<JsonElement>> DeletedAsync(RunningService service) =>
        [.. (await service.SendAsync("GET", "/api/deleted-secrets")).Json.GetProperty("deleted_secrets").EnumerateArray()];
}
