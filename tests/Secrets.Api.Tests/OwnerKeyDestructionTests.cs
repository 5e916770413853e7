using System.Text;
using Dapper;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.Owners.RotateOwnerKey;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Destruction of owner keys, which must wait until nothing needs them, in spite of caches and slow commits.</summary>
[Trait("Category", "Slow")]
public sealed class OwnerKeyDestructionTests
{
    private const string CountKeys = "SELECT count(*) FROM owner_keys";

    // After this the second run destroys the old key.
    private const string Age = "UPDATE owner_keys SET created_at = created_at - 121000000";

    [Theory]
    [OnBothDatabases]
    public async Task A_first_run_keeps_the_old_key_even_if_its_commit_waits_long(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "value of A");

        // The key becomes visible long after its creation time.
        await service.Database.ExecuteAsync(
            provider == StorageProvider.Sqlite
                ? $"CREATE TRIGGER wait AFTER INSERT ON owner_keys BEGIN {Age} WHERE version = NEW.version; END"
                : """
                CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN NEW.created_at := NEW.created_at - 121000000; RETURN NEW; END $$;
                CREATE TRIGGER wait BEFORE INSERT ON owner_keys FOR EACH ROW EXECUTE FUNCTION wait()
                """
        );

        var first = await RunAsync(service, "owners", "rotate-key", "default");

        Assert.Equal(0, first.ExitCode);
        Assert.Contains("The older key is kept", first.Errors, StringComparison.Ordinal);
        Assert.Equal(2, await service.Database.ScalarAsync<long>(CountKeys));
        Assert.Contains("Destroyed 1", (await RunAsync(service, "owners", "rotate-key", "default")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_suspended_service_writes_nothing_under_a_destroyed_key(StorageProvider provider)
    {
        // To the suspended service its cached key never ages.
        var clock = new StoppedClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        await service.CreateAsync("A", "first of A");
        await service.CreateAsync("B", "value of B");
        foreach (
            var change in new Func<Task<ServiceResponse>>[]
            {
                () => service.CreateAsync("C", "value of C"),
                () => service.SetValueAsync("A", "second of A"),
                () => service.UpdateAsync("B", "B renamed"),
                () => service.SendAsync("POST", "/api/secrets/A/versions/1/restore"),
                () =>
                    service.SendAsync(
                        "POST",
                        "/api/import?on_conflict=replace",
                        Encoding.UTF8.GetBytes("A=third_of_A\nD=value_of_D\n"),
                        "text/plain"
                    ),
                () => service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"E","value":"value of E"}"""),
            }
        )
        {
            await RotateAsync(service);
            Assert.Equal(200, (await change()).Status);
        }

        await RotateAsync(service);
        await using var restarted = await service.ReplicaAsync(clock);
        foreach (
            var (name, value) in new[]
            {
                ("A", "third_of_A"),
                ("B renamed", "value of B"),
                ("C", "value of C"),
                ("D", "value_of_D"),
                ("E", "value of E"),
            }
        )
        {
            (await restarted.RevealAsync(name)).IsValue(value);
            (await service.RevealAsync(name)).IsValue(value);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_creates_under_a_destroyed_key_are_all_stored(StorageProvider provider)
    {
        var clock = new StoppedClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        await service.CreateAsync("A");
        await RotateAsync(service);

        var created = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => service.CreateAsync($"S{i}", $"value {i}")));

        Assert.All(created, response => Assert.Equal(200, response.Status));
        await using var restarted = await service.ReplicaAsync(clock);
        for (var i = 0; i < 50; i++)
        {
            (await restarted.RevealAsync($"S{i}")).IsValue($"value {i}");
        }

        Assert.Equal(51, await service.Database.ScalarAsync<long>("SELECT count(*) FROM audit_events WHERE action = 'secret.create'"));
    }

    [Fact]
    public async Task A_write_that_is_pending_during_a_rotation_stays_readable()
    {
        var clock = new StoppedClock();
        await using var service = await RunningService.StartAsync(StorageProvider.Postgres, clock);
        await using var operatorsProgram = await service.ReplicaAsync(TimeProvider.System);
        await service.CreateAsync("A", "value of A");
        Assert.Equal(0, (await RunAsync(service, "owners", "rotate-key", "default")).ExitCode);
        await service.Database.ExecuteAsync(Age);

        // Locks the name, so that the create waits halfway.
        await using var other = await service.Database.ConnectAsync();
        await other.ExecuteAsync(
            """
            BEGIN;
            INSERT INTO secrets (owner_id, id, name, folded_name, version, revision, envelope, created_at, updated_at, value_created_at)
            SELECT owner_id, gen_random_uuid(), 'B', 'b', 1, 1, envelope, 0, 0, 0 FROM secrets
            """
        );

        // Not on the test threads: other tests may block them for longer than the create waits for the name.
        var (created, rotated) = await Task.Run(async () =>
        {
            var create = service.CreateAsync("B", "value of B");
            await WaitForLocksAsync(service, 1, create);
            var rotation = operatorsProgram
                .Services.GetRequiredService<IMediator>()
                .Send(new RotateOwnerKeyCommand("default", new Progress<WorkProgress>()));

            // The rotation waits for the write, or the write retries under the new key.
            await Task.WhenAny(rotation, WaitForLocksAsync(service, 2, create));
            await other.ExecuteAsync("ROLLBACK");
            return (await create, await rotation);
        });

        Assert.Equal(200, created.Status);
        Assert.Equal(1, rotated!.Destroyed + rotated.Kept);
        await using var restarted = await service.ReplicaAsync(clock);
        (await restarted.RevealAsync("B")).IsValue("value of B");
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_service_that_caches_the_key_of_a_shredded_owner_stores_nothing_under_it(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, new StoppedClock());
        var key = await service.CreateKeyAsync("alice", "secrets:write");
        Assert.Equal(
            200,
            (await service.SendAsync("POST", "/api/secrets", """{"name":"A","value":"value of A"}"""u8.ToArray(), key: key)).Status
        );
        Assert.Equal(0, (await RunAsync(service, "owners", "shred", "alice", "--yes")).ExitCode);

        // The service does not know yet that the API key is revoked.
        Assert.Equal(
            409,
            (await service.SendAsync("POST", "/api/secrets", """{"name":"B","value":"value of B"}"""u8.ToArray(), key: key)).Status
        );
        Assert.Equal(409, (await service.SendAsync("PUT", "/api/secrets/A/value", """{"value":"another"}"""u8.ToArray(), key: key)).Status);
    }

    /// <summary>Rotates the owner key with the command, and destroys the old one.</summary>
    private static async Task RotateAsync(RunningService service)
    {
        Assert.Equal(0, (await RunAsync(service, "owners", "rotate-key", "default")).ExitCode);
        await service.Database.ExecuteAsync(Age);
        Assert.Contains("Destroyed 1", (await RunAsync(service, "owners", "rotate-key", "default")).Errors, StringComparison.Ordinal);
    }

    private static async Task WaitForLocksAsync(RunningService service, long count, params Task[] waiting)
    {
        while (
            await service.Database.ScalarAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ) < count
        )
        {
            Assert.DoesNotContain(waiting, task => task.IsCompleted);
            await Task.Delay(20);
        }
    }

    /// <summary>The clock of a suspended process.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private readonly long _timestamp = TimeProvider.System.GetTimestamp();

        public override long GetTimestamp() => _timestamp;
    }
}
