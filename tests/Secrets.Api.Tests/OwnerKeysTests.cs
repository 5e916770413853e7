using System.Text;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.Owners;
using Secrets.Application.Secrets.RevealSecret;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Rotation and destruction of owner keys under a running service.</summary>
[Trait("Category", "Slow")]
public sealed class OwnerKeysTests
{
    private const string Newest = "(SELECT key_id FROM owner_keys ORDER BY version DESC LIMIT 1)";

    private const string CountOlder = $"""
        SELECT (SELECT count(*) FROM secrets WHERE substr(envelope, 5, 8) <> {Newest})
            + (SELECT count(*) FROM secret_versions WHERE substr(envelope, 5, 8) <> {Newest})
        """;

    [Theory]
    [OnBothDatabases]
    public async Task A_rotated_owner_key_is_destroyed_once_nothing_can_need_it(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        await service.CreateAsync("A", "first of A");
        await service.SetValueAsync("A", "second of A");
        await service.UpdateAsync("A", "A renamed");
        await service.CreateAsync("B", "value of B");
        await service.DeleteAsync("B");

        var rotated = await RunAsync(service, "owners", "rotate-key", "default");

        Assert.Equal(0, rotated.ExitCode);
        Assert.Contains("key version 2. Encrypted 3 values again", rotated.Errors, StringComparison.Ordinal);
        Assert.Equal((0L, 2L), (await service.Database.ScalarAsync<long>(CountOlder), await KeyVersionsAsync(service)));
        (await service.RevealAsync("A renamed")).IsValue("second of A");
        (await service.RevealAsync("A renamed", version: 1)).IsValue("first of A");

        // The service may still encrypt under the old key for a while.
        await service.CreateAsync("C", "value of C");
        await service.PassOverlapAsync(clock);
        await service.CreateAsync("D", "value of D");
        var finished = await RunAsync(service, "owners", "rotate-key", "default");

        Assert.Equal(0, finished.ExitCode);
        Assert.Contains("Destroyed 1 older keys.", finished.Errors, StringComparison.Ordinal);
        Assert.Equal((0L, 1L), (await service.Database.ScalarAsync<long>(CountOlder), await KeyVersionsAsync(service)));
        var id = await service.FindDeletedIdAsync();
        Assert.Equal(200, (await service.SendAsync("POST", $"/api/deleted-secrets/{id}/restore")).Status);
        await service.PassOverlapAsync(clock);
        await using var restarted = await service.ReplicaAsync(clock);
        foreach (var reader in new[] { service, restarted })
        {
            foreach (
                var (name, value) in new[] { ("A renamed", "second of A"), ("B", "value of B"), ("C", "value of C"), ("D", "value of D") }
            )
            {
                (await reader.RevealAsync(name)).IsValue(value);
            }
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Values_can_be_changed_renamed_and_revealed_during_a_rotation(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        var file = string.Concat(Enumerable.Range(0, 400).Select(i => $"S{i}=one\n"));
        Assert.Equal(200, (await service.SendAsync("POST", "/api/import", Encoding.UTF8.GetBytes(file), "text/plain")).Status);

        var rotation = RunAsync(service, "owners", "rotate-key", "default");
        var changed = 0;
        for (; changed < 50 || (changed < 400 && !rotation.IsCompleted); changed++)
        {
            Assert.Equal(200, (await service.SetValueAsync($"S{changed}", "two")).Status);
            Assert.Equal(200, (await service.UpdateAsync($"S{changed}", $"R{changed}")).Status);
            (await service.RevealAsync($"R{changed}", version: 1)).IsValue("one");
        }

        Assert.Equal(0, (await rotation).ExitCode);
        await service.PassOverlapAsync(clock);
        Assert.Contains(
            "Destroyed 1 older keys.",
            (await RunAsync(service, "owners", "rotate-key", "default")).Errors,
            StringComparison.Ordinal
        );
        await using var restarted = await service.ReplicaAsync(clock);
        for (var i = 0; i < 400; i++)
        {
            (await restarted.RevealAsync(i < changed ? $"R{i}" : $"S{i}")).IsValue(i < changed ? "two" : "one");
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_service_encrypts_under_a_new_key_within_a_minute(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        await service.CreateAsync("A", "value of A");
        await RunAsync(service, "owners", "rotate-key", "default");

        clock.Advance(TimeSpan.FromSeconds(60));
        await service.CreateAsync("B", "value of B");

        Assert.Equal(0, await service.Database.ScalarAsync<long>(CountOlder));
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_undecryptable_value_is_named_and_keeps_the_old_key(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        await service.CreateAsync("A", "value of A");
        await service.CreateAsync("B", "value of B");
        await service.Database.ExecuteAsync("UPDATE secrets SET version = 9 WHERE name = 'A'");
        await RunAsync(service, "owners", "rotate-key", "default");
        await service.PassOverlapAsync(clock);

        var rotated = await RunAsync(service, "owners", "rotate-key", "default");

        Assert.Equal(1, rotated.ExitCode);
        Assert.Contains("version 9", rotated.Errors, StringComparison.Ordinal);
        Assert.Equal((1L, 2L), (await service.Database.ScalarAsync<long>(CountOlder), await KeyVersionsAsync(service)));
        (await service.RevealAsync("B")).IsValue("value of B");
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_shredded_owner_has_no_values_and_no_keys_and_cannot_be_created_again(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        await service.CreateAsync("A", "value of A");
        var key = await service.CreateKeyAsync("alice", "secrets:write", "secrets:reveal");
        await service.SendAsync("POST", "/api/secrets", """{"name":"B","value":"value of B"}"""u8.ToArray(), key: key);
        (await service.SendAsync("GET", "/api/secrets/B/value", key: key)).IsValue("value of B");
        var wrapped = await service.Database.ScalarAsync<byte[]>(
            "SELECT wrapped FROM owner_keys WHERE owner_id = (SELECT id FROM owners WHERE name = 'alice')"
        );
        var alice = Caller.Operator with { OwnerId = await OwnerIdAsync(service, "alice") };

        var asked = await RunAsync(service, key: null, ["owners", "shred", "alice"], "alise\n");
        Assert.Equal(4, asked.ExitCode);
        (await service.SendAsync("GET", "/api/secrets/B/value", key: key)).IsValue("value of B");

        var shredded = await RunAsync(service, key: null, ["owners", "shred", "alice"], "alice\n");
        Assert.Equal(0, shredded.ExitCode);
        Assert.Contains("destroyed 1 keys and revoked 1 API keys", shredded.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(service, "owners", "shred", "alice", "--yes")).ExitCode);

        if (provider == StorageProvider.Sqlite)
        {
            Assert.All(
                Directory.GetFiles(service.Database.Folder, "secrets.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)),
                file => Assert.Equal(-1, ReadShared(file).AsSpan().IndexOf(wrapped.AsSpan(76)))
            );
        }

        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(401, (await service.SendAsync("GET", "/api/secrets/B/value", key: key)).Status);
        await Assert.ThrowsAsync<OwnerShreddedException>(() =>
            service.Services.GetRequiredService<IMediator>().Send(new RevealSecretQuery(alice, "B"))
        );
        Assert.Equal(4, (await RunAsync(service, "export", "--owner", "alice")).ExitCode);
        Assert.Equal(4, (await RunAsync(service, "keys", "create", "--owner", "alice", "--scopes", "secrets:list")).ExitCode);
        Assert.Equal(4, (await RunAsync(service, "owners", "rotate-key", "alice")).ExitCode);
        Assert.Equal(409, (await service.PostKeyAsync(["secrets:list"], "alice")).Status);
        Assert.Contains("shredded_at\":\"", (await RunAsync(service, "owners", "list", "--json")).Output, StringComparison.Ordinal);
        (await service.RevealAsync("A")).IsValue("value of A");
    }

    [Theory]
    [InlineData(4, "needs it", "owners", "shred", "default", "--yes")]
    [InlineData(3, "nobody", "owners", "shred", "nobody", "--yes")]
    [InlineData(3, "nobody", "owners", "rotate-key", "nobody")]
    public async Task Unknown_and_protected_owners_cannot_be_shredded_or_rotated(int exitCode, string reason, params string[] arguments)
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);

        var result = await RunAsync(service, arguments);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(reason, result.Errors, StringComparison.Ordinal);
    }

    private static Task<long> KeyVersionsAsync(RunningService service) =>
        service.Database.ScalarAsync<long>("SELECT count(*) FROM owner_keys");

    private static async Task<Guid> OwnerIdAsync(RunningService service, string name) =>
        (await service.Services.GetRequiredService<IOwnerRepository>().FindAsync(name, CancellationToken.None))!.Id;

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
