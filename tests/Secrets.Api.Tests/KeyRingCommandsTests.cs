using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.KeyRing;
using Secrets.Domain;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Rotation of root keys under a running service.</summary>
[Trait("Category", "Slow")]
public sealed class KeyRingCommandsTests
{
    private const string OtherRing = """
        {"version":1,"active":"0000000000000001",
        "keys":[{"id":"0000000000000001","key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}]}
        """;

    [Theory]
    [OnBothDatabases]
    public async Task A_root_key_is_added_promoted_and_replaces_the_old_one_under_a_running_service(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "value of A");
        var old = Assert.Single(await KeysAsync(service)).Id;

        var added = await RunAsync(service, "keyring", "add");
        Assert.Equal(0, added.ExitCode);
        var id = added.Output.TrimEnd('\n');
        Assert.Equal([(id, "decrypt-only", 0L), (old, "active", 1L)], (await KeysAsync(service)).OrderBy(key => key.OwnerKeys));

        await FollowAsync(service);
        Assert.Equal(0, (await RunAsync(service, "keyring", "promote", id)).ExitCode);
        await FollowAsync(service);
        await service.CreateKeyAsync("alice", "secrets:write");
        Assert.Equal([(id, "active", 1L), (old, "decrypt-only", 1L)], (await KeysAsync(service)).OrderBy(key => key.State));

        var early = await RunAsync(service, "keyring", "retire", old);
        Assert.Equal(4, early.ExitCode);
        Assert.Contains("3 keys", early.Errors, StringComparison.Ordinal);

        var rewrapped = await RunAsync(service, "keyring", "rewrap");
        Assert.Equal(0, rewrapped.ExitCode);
        Assert.Contains($"Rewrapped 1 owner keys and 2 system keys under key {id}.", rewrapped.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(service, "keyring", "retire", old)).ExitCode);

        Assert.Equal([(id, "active", 2L)], await KeysAsync(service));
        Assert.DoesNotContain(old, await File.ReadAllTextAsync(service.Database.KeyRingPath), StringComparison.Ordinal);
        Assert.Equal([service.Database.KeyRingPath], Directory.GetFiles(service.Database.Folder, "keyring*"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(service.Database.KeyRingPath));
        }

        await FollowAsync(service);
        (await service.RevealAsync("A")).IsValue("value of A");
        await using var restarted = await service.ReplicaAsync(TimeProvider.System);
        (await restarted.RevealAsync("A")).IsValue("value of A");
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_is_not_promoted_while_a_running_service_lacks_it_nor_retired_while_one_wraps_under_it(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var old = Assert.Single(await KeysAsync(service)).Id;
        var id = (await RunAsync(service, "keyring", "add")).Output.TrimEnd('\n');
        await FollowAsync(service);

        await NoteAsync(service, "elsewhere:1", old, secondsAgo: 50);
        var refused = await RunAsync(service, "keyring", "promote", id, "--wait", "0s");
        await NoteAsync(service, "elsewhere:1", old, secondsAgo: 70);
        var promoted = await RunAsync(service, "keyring", "promote", id);

        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("elsewhere:1", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(0, promoted.ExitCode);

        await FollowAsync(service);
        await RunAsync(service, "keyring", "rewrap");
        await NoteAsync(service, "elsewhere:1", $"{old} {id}", secondsAgo: 0);
        refused = await RunAsync(service, "keyring", "retire", old, "--wait", "0s");
        await NoteAsync(service, "elsewhere:1", $"{id} {old}", secondsAgo: 0);
        var retired = await RunAsync(service, "keyring", "retire", old);

        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("elsewhere:1", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(0, retired.ExitCode);
        Assert.Equal(4, (await RunAsync(service, "keyring", "retire", id)).ExitCode);
        Assert.Equal(3, (await RunAsync(service, "keyring", "retire", old)).ExitCode);
        Assert.Equal(3, (await RunAsync(service, "keyring", "promote", "no-key")).ExitCode);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Promote_and_retire_wait_for_a_running_service_to_load_the_key_ring(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var old = Assert.Single(await KeysAsync(service)).Id;
        var id = (await RunAsync(service, "keyring", "add")).Output.TrimEnd('\n');

        await FollowAsync(service);

        await NoteAsync(service, "elsewhere:1", old, secondsAgo: 0);
        await WaitsAsync("promote", id, $"{old} {id}");
        await FollowAsync(service);
        Assert.Equal(0, (await RunAsync(service, "keyring", "rewrap")).ExitCode);
        await NoteAsync(service, "elsewhere:1", $"{old} {id}", secondsAgo: 0);
        await WaitsAsync("retire", old, $"{id} {old}");

        Assert.Equal([(id, "active", 1L)], await KeysAsync(service));

        async Task WaitsAsync(string command, string key, string loaded)
        {
            using var process = Start(service, key: null, ["keyring", command, key, "--wait", "100s"]);
            var note = await process.StandardError.ReadLineAsync();
            Assert.StartsWith("Waiting up to 100 seconds: elsewhere:1 ", note, StringComparison.Ordinal);
            await NoteAsync(service, "elsewhere:1", loaded, secondsAgo: 0);
            Assert.Equal(0, (await ProgramProcess.ExitAsync(process)).ExitCode);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_running_service_registers_its_keys(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await using (var second = await service.ReplicaAsync(TimeProvider.System))
        {
            var replicas = (await StatusAsync(second)).GetProperty("replicas").EnumerateArray().ToList();

            Assert.Equal(2, replicas.Count);
            var keys = await KeysAsync(second);
            Assert.All(replicas, replica =>
                Assert.Equal(keys.Select(key => key.Id), replica.GetProperty("ring_keys").EnumerateArray().Select(key => key.GetString()))
            );
            await second.StopAsync();
        }

        Assert.Equal(1, await service.Database.ScalarAsync<long>("SELECT count(*) FROM replicas"));
    }

    [Theory]
    [OnBothDatabases("not a ring")]
    [OnBothDatabases("")]
    [OnBothDatabases("absent")]
    [OnBothDatabases(OtherRing)]
    public async Task An_unusable_key_ring_file_leaves_a_running_service_its_keys(StorageProvider provider, string content)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "value of A");
        var before = await File.ReadAllTextAsync(service.Database.KeyRingPath);
        File.Delete(service.Database.KeyRingPath);
        if (content != "absent")
        {
            await File.WriteAllTextAsync(service.Database.KeyRingPath, content);
        }

        var problem = await service.Services.GetRequiredService<Replica>().FollowAsync(CancellationToken.None);

        Assert.StartsWith("Encryption__KeyRingPath: ", problem, StringComparison.Ordinal);
        (await service.RevealAsync("A")).IsValue("value of A");
        await service.CreateKeyAsync("during", "secrets:write");
        Assert.Equal(1, (await RunAsync(service, "keyring", "status")).ExitCode);

        await File.WriteAllTextAsync(service.Database.KeyRingPath, before);
        Assert.Null(await service.Services.GetRequiredService<Replica>().FollowAsync(CancellationToken.None));
        Assert.Equal(0, (await RunAsync(service, "keyring", "status")).ExitCode);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_root_key_first_seen_in_the_database_is_loaded_at_once(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "value of A");
        await using var unaware = await service.ReplicaAsync(TimeProvider.System);
        var id = (await RunAsync(service, "keyring", "add")).Output.TrimEnd('\n');
        await service.Database.ExecuteAsync("DELETE FROM replicas");
        Assert.Equal(0, (await RunAsync(service, "keyring", "promote", id)).ExitCode);
        Assert.Equal(0, (await RunAsync(service, "keyring", "rewrap")).ExitCode);

        (await unaware.RevealAsync("A")).IsValue("value of A");
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_missing_root_key_affects_only_its_owner_and_the_next_start_names_it(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "value of A");
        var key = await service.CreateKeyAsync("alice", "secrets:write");
        var missing = provider == StorageProvider.Sqlite ? "x'00000000000000AA'" : @"'\x00000000000000aa'::bytea";
        await service.Database.ExecuteAsync($"INSERT INTO root_keys (id, check_value) VALUES ({missing}, {missing})");
        await service.Database.ExecuteAsync(
            $"UPDATE owner_keys SET root_key_id = {missing} WHERE owner_id = (SELECT id FROM owners WHERE name = 'alice')"
        );

        var failed = await service.SendAsync("POST", "/api/secrets", """{"name":"B","value":"value of B"}"""u8.ToArray(), key: key);

        failed.Is(500, """{"detail":"Internal Server Error"}""");
        (await service.RevealAsync("A")).IsValue("value of A");
        var start = await Assert.ThrowsAsync<SettingException>(() => service.ReplicaAsync(TimeProvider.System));
        Assert.EndsWith("the database needs key 00000000000000aa.", start.Message, StringComparison.Ordinal);
    }

    private static Task<string?> FollowAsync(RunningService service) =>
        service.Services.GetRequiredService<Replica>().FollowAsync(CancellationToken.None);

    private static async Task<JsonElement> StatusAsync(RunningService service) =>
        JsonDocument.Parse((await RunAsync(service, "keyring", "status", "--json")).Output).RootElement;

    private static async Task<IReadOnlyList<(string Id, string State, long OwnerKeys)>> KeysAsync(RunningService service) =>
        [
            .. (await StatusAsync(service))
                .GetProperty("keys")
                .EnumerateArray()
                .Select(key =>
                    (key.GetProperty("id").GetString()!, key.GetProperty("state").GetString()!, key.GetProperty("owner_keys").GetInt64())
                ),
        ];

    private static async Task NoteAsync(RunningService service, string name, string rootKeys, int secondsAgo)
    {
        var id =
            service.Database.Provider == StorageProvider.Sqlite
                ? "x'00000000000000000000000000000001'"
                : "'00000000-0000-0000-0000-000000000001'";
        var seenAt = TimeProvider.System.Microseconds() - (secondsAgo * 1_000_000L);
        await service.Database.ExecuteAsync($"DELETE FROM replicas WHERE name = '{name}'");
        await service.Database.ExecuteAsync(
            $"INSERT INTO replicas (id, name, seen_at, root_keys) VALUES ({id}, '{name}', {seenAt}, '{rootKeys}')"
        );
    }
}
