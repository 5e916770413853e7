using System.Text;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.KeyRing.RewrapKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The service with its key ring in AWS KMS, for which a double stands in.</summary>
[Trait("Category", "Slow")]
public sealed class KmsTests
{
    private const string Key = "alias/secrets";
    private const string Unavailable = """{"detail":"Service Unavailable"}""";

    [Theory]
    [OnBothDatabases]
    public async Task Secrets_decrypt_after_a_restart_and_no_key_ring_file_is_created(StorageProvider provider)
    {
        await using var kms = await KmsDouble.StartAsync(Key);
        await using var service = await RunningService.StartAsync(provider, With(kms));
        Assert.Equal(200, (await service.CreateAsync("A", "first")).Status);
        Assert.Equal("first", (await service.RevealAsync("A")).Body);
        await service.StopAsync();
        var before = kms.Calls.Count;

        await using var restarted = await service.ReplicaAsync(TimeProvider.System, With(kms));

        Assert.Equal("first", (await restarted.RevealAsync("A")).Body);
        Assert.False(File.Exists(service.Database.KeyRingPath));

        // The check value, the key of API keys, the key of audit events and the owner key.
        Assert.Equal(["Decrypt", "Decrypt", "Decrypt", "Decrypt"], kms.Calls.Skip(before));
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_unwrapped_owner_key_costs_no_call(StorageProvider provider)
    {
        await using var kms = await KmsDouble.StartAsync(Key);
        await using var service = await RunningService.StartAsync(provider, With(kms));
        await service.CreateAsync("A", "first");
        var before = kms.Calls.Count;

        Assert.Equal("first", (await service.RevealAsync("A")).Body);
        Assert.Equal(200, (await service.SetValueAsync("A", "second")).Status);
        Assert.Equal("second", (await service.RevealAsync("A")).Body);

        Assert.Equal(before, kms.Calls.Count);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_reveals_after_an_idle_time_cost_one_call(StorageProvider provider)
    {
        await using var kms = await KmsDouble.StartAsync(Key);
        await using var service = await RunningService.StartAsync(provider, With(kms));
        await service.CreateAsync("A", "first");
        await using var restarted = await service.ReplicaAsync(TimeProvider.System, With(kms));
        var before = kms.Calls.Count;

        var responses = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => restarted.RevealAsync("A")));

        Assert.All(responses, response => response.IsValue("first"));
        Assert.Equal(["Decrypt"], kms.Calls.Skip(before));
    }

    [Theory]
    [OnBothDatabases(KmsFault.Throttled, "ThrottlingException")]
    [OnBothDatabases(KmsFault.Broken, "KMSInternalException")]
    public async Task A_call_that_fails_twice_is_retried_without_an_error(StorageProvider provider, KmsFault fault, string error)
    {
        await using var kms = await KmsDouble.StartAsync(Key);
        await using var service = await RunningService.StartAsync(provider, With(kms));
        kms.Fail(fault, times: 2);

        Assert.Equal(200, (await service.CreateAsync("A", "first")).Status);

        Assert.Equal([error, error], kms.Errors);
    }

    [Theory]
    [OnBothDatabases(KmsFault.Hangs)]
    [OnBothDatabases(KmsFault.Throttled)]
    [OnBothDatabases(KmsFault.Broken)]
    [OnBothDatabases(KmsFault.Denied)]
    public async Task While_KMS_fails_only_owners_without_a_cached_key_get_503(StorageProvider provider, KmsFault fault)
    {
        await using var kms = await KmsDouble.StartAsync(Key);
        await using var service = await RunningService.StartAsync(provider, With(kms));
        await service.CreateAsync("A", "of default");
        var alice = await service.CreateKeyAsync("alice", "secrets:write", "secrets:reveal");
        kms.Fail(fault);

        var uncached = CreateAsync(service, alice, "A").WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("of default", (await service.RevealAsync("A")).Body);

        (await uncached).Is(503, Unavailable);
        Assert.Equal("1", (await uncached).Header("Retry-After"));
        kms.Heal();
        Assert.Equal(200, (await CreateAsync(service, alice, "A")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task While_KMS_refuses_connections_a_new_owner_gets_503_and_is_not_created(StorageProvider provider)
    {
        await using var kms = await KmsDouble.StartAsync(Key);
        await using var service = await RunningService.StartAsync(provider, With(kms));
        await kms.StopAsync();

        var response = await service.PostKeyAsync(["secrets:list"], "alice");

        response.Is(503, Unavailable);
        Assert.Equal(1, await service.Database.ScalarAsync<long>("SELECT count(*) FROM owners"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_wrapped_key_in_the_row_of_another_owner_does_not_decrypt(StorageProvider provider)
    {
        await using var kms = await KmsDouble.StartAsync(Key);
        await using var service = await RunningService.StartAsync(provider, With(kms));
        var (alice, bob) = (
            await service.CreateKeyAsync("alice", "secrets:write", "secrets:reveal"),
            await service.CreateKeyAsync("bob", "secrets:write", "secrets:reveal")
        );
        await service.Database.ExecuteAsync(
            """
            UPDATE owner_keys SET (key_id, wrapped) =
                (SELECT key_id, wrapped FROM owner_keys WHERE owner_id = (SELECT id FROM owners WHERE name = 'alice'))
            WHERE owner_id = (SELECT id FROM owners WHERE name = 'bob')
            """
        );

        Assert.Equal(200, (await CreateAsync(service, alice, "A")).Status);
        Assert.Equal(500, (await CreateAsync(service, bob, "A")).Status);

        Assert.Equal(["InvalidCiphertextException"], kms.Errors);
    }

    [Theory]
    [OnBothDatabases("alias/other", "", "the database needs key")]
    [OnBothDatabases(Key, "alias/absent", "NotFoundException")]
    public async Task A_different_KMS_key_is_refused_at_start(StorageProvider provider, string active, string retired, string because)
    {
        await using var kms = await KmsDouble.StartAsync(Key, "alias/other");
        await using var service = await RunningService.StartAsync(provider, With(kms));
        string[] settings = [.. With(kms), $"--Encryption:KmsKeyId={active}", $"--Encryption:KmsRetiredKeyIds={retired}"];

        var refusal = await Assert.ThrowsAsync<SettingException>(() => service.ReplicaAsync(TimeProvider.System, settings));

        Assert.StartsWith("Encryption__KmsKeyId: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await service.Database.ScalarAsync<long>("SELECT count(*) FROM root_keys"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_alias_that_points_to_another_key_is_refused_at_start(StorageProvider provider)
    {
        await using var kms = await KmsDouble.StartAsync(Key);
        await using var service = await RunningService.StartAsync(provider, With(kms));
        kms.CreateKey(Key);

        var refusal = await Assert.ThrowsAsync<SettingException>(() => service.ReplicaAsync(TimeProvider.System, With(kms)));

        Assert.StartsWith("Encryption__KmsKeyId: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("is not the key", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases(KmsFault.Denied, "AccessDeniedException")]
    [OnBothDatabases(KmsFault.Broken, "KMSInternalException")]
    public async Task A_KMS_that_fails_at_start_is_named_and_an_empty_database_stays_empty(
        StorageProvider provider,
        KmsFault fault,
        string because
    )
    {
        await using var kms = await KmsDouble.StartAsync(Key);
        await using var service = await RunningService.StartAsync(provider, With(kms));
        kms.Fail(fault);

        foreach (
            var start in new Func<Task>[]
            {
                () => RunningService.StartAsync(provider, With(kms)),
                () => service.ReplicaAsync(TimeProvider.System, With(kms)),
            }
        )
        {
            var refusal = await Assert.ThrowsAsync<SettingException>(start);
            Assert.StartsWith("Encryption__KmsKeyId: ", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_retired_key_unwraps_and_the_active_key_wraps(StorageProvider provider)
    {
        await using var kms = await KmsDouble.StartAsync(Key, "alias/next");
        await using var service = await RunningService.StartAsync(provider, With(kms));
        await service.CreateAsync("A", "first");

        await using var rotated = await service.ReplicaAsync(
            TimeProvider.System,
            [.. With(kms), "--Encryption:KmsKeyId=alias/next", $"--Encryption:KmsRetiredKeyIds={Key}"]
        );

        Assert.Equal("first", (await rotated.RevealAsync("A")).Body);
        await rotated.CreateKeyAsync("alice", "secrets:write", "secrets:reveal");
        Assert.Equal(2, await service.Database.ScalarAsync<long>("SELECT count(DISTINCT root_key_id) FROM owner_keys"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task After_a_rewrap_the_retired_key_is_not_needed(StorageProvider provider)
    {
        await using var kms = await KmsDouble.StartAsync(Key, "alias/next");
        await using var service = await RunningService.StartAsync(provider, With(kms));
        await service.CreateAsync("A", "first");
        var alice = await service.CreateKeyAsync("alice", "secrets:write", "secrets:reveal");
        await using (
            var rotated = await service.ReplicaAsync(
                TimeProvider.System,
                [.. With(kms), "--Encryption:KmsKeyId=alias/next", $"--Encryption:KmsRetiredKeyIds={Key}"]
            )
        )
        {
            var outcome = await rotated.Services.GetRequiredService<IMediator>().Send(new RewrapKeysCommand(new Progress<WorkProgress>()));
            Assert.Equal((2, 2, 0), (outcome.OwnerKeys, outcome.SystemKeys, outcome.Failed.Count));
        }

        await using var after = await service.ReplicaAsync(TimeProvider.System, [.. With(kms), "--Encryption:KmsKeyId=alias/next"]);

        Assert.Equal("first", (await after.RevealAsync("A")).Body);
        Assert.Equal(200, (await CreateAsync(after, alice, "A")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Plaintext_keys_are_neither_in_the_database_nor_in_the_log(StorageProvider provider)
    {
        await using var kms = await KmsDouble.StartAsync(Key);
        await using var service = await RunningService.StartAsync(provider, With(kms));
        var alice = await service.CreateKeyAsync("alice", "secrets:write", "secrets:reveal");
        kms.Fail(KmsFault.Garbles);
        (await CreateAsync(service, alice, "A")).Is(503, Unavailable);
        kms.Heal();
        Assert.Equal(200, (await CreateAsync(service, alice, "A")).Status);

        var keys = kms.Plaintexts.Where(plaintext => plaintext.Length == 32).ToList();

        Assert.Equal(4, keys.Count);
        foreach (var key in keys)
        {
            var hex = Convert.ToHexString(key);
            var holds =
                provider == StorageProvider.Sqlite ? $"instr(wrapped, x'{hex}') > 0" : $"position('\\x{hex}'::bytea in wrapped) > 0";
            Assert.Equal(
                0,
                await service.Database.ScalarAsync<long>(
                    $"""
                    SELECT count(*) FROM (SELECT wrapped FROM owner_keys UNION ALL SELECT wrapped FROM system_keys) AS wrapped_keys
                    WHERE {holds}
                    """
                )
            );
            Assert.DoesNotContain(Convert.ToBase64String(key), service.Log.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(hex, service.Log.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("Encryption__KmsKeyId", "--Encryption:KmsKeyId=two keys")]
    [InlineData("Encryption__KmsRetiredKeyIds", "--Encryption:KmsKeyId=alias/a", "--Encryption:KmsRetiredKeyIds=alias/b;alias/c")]
    [InlineData("Encryption__KmsRetiredKeyIds", "--Encryption:KmsRetiredKeyIds=alias/b")]
    [InlineData("Encryption__KmsEndpoint", "--Encryption:KmsEndpoint=https://kms.example")]
    [InlineData("Encryption__KmsEndpoint", "--Encryption:KmsKeyId=alias/a", "--Encryption:KmsEndpoint=kms.example")]
    [InlineData("Encryption__KmsEndpoint", "--Encryption:KmsKeyId=alias/a", "--Encryption:KmsEndpoint=http://kms.example")]
    public void Invalid_KMS_settings_are_named(string named, params string[] settings)
    {
        var refusal = Assert.Throws<SettingException>(() => Program.Build(settings));

        Assert.StartsWith(named + ": ", refusal.Message, StringComparison.Ordinal);
    }

    private static string[] With(KmsDouble kms) => [$"--Encryption:KmsKeyId={Key}", $"--Encryption:KmsEndpoint={kms.Endpoint}"];

    private static Task<ServiceResponse> CreateAsync(RunningService service, string token, string name) =>
        service.SendAsync("POST", "/api/secrets", Encoding.UTF8.GetBytes($$"""{"name":"{{name}}","value":"v"}"""), key: token);
}
