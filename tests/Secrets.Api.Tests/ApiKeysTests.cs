using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class ApiKeysTests(Services services) : IClassFixture<Services>
{
    private const string Unauthorized = """{"detail":"Unauthorized"}""";
    private const string Forbidden = """{"detail":"Forbidden"}""";

    [Theory]
    [OnBothDatabases]
    public async Task A_created_key_works_only_for_its_owner_and_its_token_is_shown_once(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("of default");

        var created = await service.PostKeyAsync(["secrets:list", "secrets:write"], "alice");

        Assert.Equal(200, created.Status);
        Assert.Contains("Cache-Control: no-store", created.Headers, StringComparison.Ordinal);
        var token = created.Json.GetProperty("token").GetString()!;
        Assert.True(ApiKeyToken.IsWellFormed(token));
        (await service.SendAsync("GET", "/api/secrets", key: token)).Is(200, """{"custom_secrets":[]}""");
        var list = await service.SendAsync("GET", "/api/keys?owner=alice");
        Assert.Contains(created.Json.GetProperty("id").GetString()!, list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("csk_", list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("token", list.Body, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Two_owners_can_use_the_same_name_and_do_not_see_each_other(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var bob = await service.CreateKeyAsync("bob", "secrets:list", "secrets:write");
        await service.CreateAsync("shared name", "v", "of default");
        await service.CreateAsync("only of default");

        Assert.Equal(
            200,
            (
                await service.SendAsync(
                    "POST",
                    "/api/secrets",
                    """{"name":"shared name","value":"v","description":"of bob"}"""u8.ToArray(),
                    key: bob
                )
            ).Status
        );
        var foreign = await service.SendAsync("DELETE", "/api/secrets/only%20of%20default", key: bob);
        var absent = await service.SendAsync("DELETE", "/api/secrets/only%20of%20nobody", key: bob);
        var renamed = await service.SendAsync("PUT", "/api/secrets/only%20of%20default", """{"name":"mine"}"""u8.ToArray(), key: bob);

        Assert.Equal((404, foreign.Body.Replace("default", "nobody", StringComparison.Ordinal)), (absent.Status, absent.Body));
        Assert.Equal((404, foreign.Body), (renamed.Status, renamed.Body));
        (await service.SendAsync("GET", "/api/secrets", key: bob)).Is(
            200,
            """{"custom_secrets":[{"name":"shared name","description":"of bob"}]}"""
        );
        Assert.Equal(200, (await service.SendAsync("DELETE", "/api/secrets/shared%20name", key: bob)).Status);
        Assert.Equal("of default", (await service.ListAsync())["shared name"]);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_revoked_key_is_refused_at_once_even_while_it_is_in_use(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var created = await service.PostKeyAsync(["secrets:list"]);
        var token = created.Json.GetProperty("token").GetString();
        var id = created.Json.GetProperty("id").GetString();
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: token)).Status);

        (await service.SendAsync("DELETE", $"/api/keys/{id}")).Is(200, """{"message":"API key revoked"}""");

        (await service.SendAsync("GET", "/api/secrets", key: token)).Is(401, Unauthorized);
        (await service.SendAsync("DELETE", $"/api/keys/{id}")).Is(200, """{"message":"API key revoked"}""");
        Assert.Equal(404, (await service.SendAsync("POST", $"/api/keys/{id}/rotate")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_revoked_on_another_replica_is_refused_once_the_cache_is_five_seconds_old(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        var created = await service.PostKeyAsync(["secrets:list"]);
        var token = created.Json.GetProperty("token").GetString();
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: token)).Status);
        var store = service.Services.GetRequiredService<IApiKeyRepository>();
        var hasher = service.Services.GetRequiredService<IApiKeyHasher>();
        var key = (await store.FindAsync(hasher.HashOf(token!), CancellationToken.None))!.Key;
        Assert.True(
            await store.ChangeAsync(
                key,
                hasher.Sign(key.Revoke(now: 1)),
                service.Services.GetRequiredService<AuditTrail>().EventOf(Caller.Operator, AuditActions.RevokeApiKey)
            )
        );

        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: token)).Status);

        clock.Advance(TimeSpan.FromSeconds(1));
        (await service.SendAsync("GET", "/api/secrets", key: token)).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Keys_of_an_owner_shredded_on_another_replica_are_refused_once_the_cache_is_five_seconds_old(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        var token = await service.CreateKeyAsync("alice", "secrets:list");
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: token)).Status);
        await service.Database.ExecuteAsync("UPDATE owners SET shredded_at = 1 WHERE name = 'alice'");

        clock.Advance(TimeSpan.FromSeconds(5));

        (await service.SendAsync("GET", "/api/secrets", key: token)).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    public async Task Without_counted_changes_each_key_is_read_once_a_minute(StorageProvider provider, bool endsLater)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider, clock);
        var token = endsLater
            ? (await service.PostKeyAsync(["secrets:list"], expiresAt: DateTimeOffset.UtcNow.AddDays(10)))
                .Json.GetProperty("token")
                .GetString()
            : await service.CreateKeyAsync(null, "secrets:list");
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: token)).Status);
        await service.Database.ExecuteAsync("UPDATE api_keys SET name = 'another'");
        await service.Database.ExecuteAsync("UPDATE api_key_changes SET count = 1");

        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: await service.CreateKeyAsync(null, "secrets:list"))).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: token)).Status);

        clock.Advance(TimeSpan.FromSeconds(20));
        (await service.SendAsync("GET", "/api/secrets", key: token)).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_change_of_one_owners_key_leaves_the_keys_of_others_in_memory(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        await using var replica = await service.ReplicaAsync(clock);
        var other = await service.CreateKeyAsync("other", "secrets:list");
        var changed = (await service.PostKeyAsync(["secrets:list"], "alice")).Json;
        foreach (var reader in new[] { service, replica })
        {
            Assert.Equal(200, (await reader.SendAsync("GET", "/api/secrets", key: other)).Status);
            Assert.Equal(200, (await reader.SendAsync("GET", "/api/secrets", key: changed.GetProperty("token").GetString())).Status);
        }

        // A service that reads the other key again finds it forged. The counters do not announce that change.
        await service.Database.ExecuteAsync("CREATE TABLE kept AS SELECT count FROM api_key_changes");
        await service.Database.ExecuteAsync(
            "UPDATE api_keys SET name = 'another' WHERE owner_id = (SELECT id FROM owners WHERE name = 'other')"
        );
        await service.Database.ExecuteAsync("UPDATE api_key_changes SET count = (SELECT count FROM kept)");
        await service.Database.ExecuteAsync("DELETE FROM api_key_owner_changes");
        Assert.Equal(200, (await service.SendAsync("DELETE", $"/api/keys/{changed.GetProperty("id").GetString()}?owner=alice")).Status);
        clock.Advance(TimeSpan.FromSeconds(5));

        foreach (var reader in new[] { service, replica })
        {
            (await reader.SendAsync("GET", "/api/secrets", key: changed.GetProperty("token").GetString())).Is(401, Unauthorized);
            Assert.Equal(200, (await reader.SendAsync("GET", "/api/secrets", key: other)).Status);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task If_the_change_count_is_lost_each_key_is_read_every_five_seconds(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        var token = await service.CreateKeyAsync(owner: null, "secrets:list");
        await service.Database.ExecuteAsync("DELETE FROM api_key_changes");

        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: token)).Status);
        await service.Database.ExecuteAsync("UPDATE api_keys SET name = 'another'");

        clock.Advance(TimeSpan.FromSeconds(5));
        (await service.SendAsync("GET", "/api/secrets", key: token)).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_expires_by_the_clock_of_the_database(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        clock.Advance(TimeSpan.FromDays(-10));

        var created = (await service.PostKeyAsync(["secrets:list"], expiresAt: DateTimeOffset.UtcNow.AddDays(-9))).Json;

        (await service.SendAsync("GET", "/api/secrets", key: created.GetProperty("token").GetString())).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_that_ends_within_a_minute_is_read_again_at_its_end(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider, clock);
        var token = (await service.PostKeyAsync(["secrets:list"], expiresAt: DateTimeOffset.UtcNow.AddSeconds(30)))
            .Json.GetProperty("token")
            .GetString();
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: token)).Status);
        await service.Database.ExecuteAsync("UPDATE api_keys SET name = 'another'");
        await service.Database.ExecuteAsync("UPDATE api_key_changes SET count = 1");

        clock.Advance(TimeSpan.FromSeconds(30));

        (await service.SendAsync("GET", "/api/secrets", key: token)).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Rotating_a_key_with_an_end_keeps_its_lifetime_and_does_not_extend_the_old_key(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var old = (await service.PostKeyAsync(["secrets:list"], expiresAt: DateTimeOffset.UtcNow.AddHours(2))).Json;

        var successor = (await service.SendAsync("POST", $"/api/keys/{old.GetProperty("id").GetString()}/rotate")).Json;

        Assert.Equal(Lifetime(old), Lifetime(successor));
        Assert.True(Time(successor, "expires_at") > Time(old, "expires_at"));
        var row = (await service.SendAsync("GET", "/api/keys"))
            .Json.GetProperty("keys")
            .EnumerateArray()
            .Single(key => key.GetProperty("id").GetString() == old.GetProperty("id").GetString());
        Assert.Equal(Time(old, "expires_at"), Time(row, "expires_at"));

        static TimeSpan Lifetime(JsonElement key) => Time(key, "expires_at") - Time(key, "created_at");

        static DateTimeOffset Time(JsonElement key, string name) => key.GetProperty(name).GetDateTimeOffset();
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_rotated_key_works_until_its_overlap_ends_and_its_successor_works_too(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var old = (await service.PostKeyAsync(["secrets:list"])).Json;

        var response = await service.SendAsync("POST", $"/api/keys/{old.GetProperty("id").GetString()}/rotate");

        Assert.Equal(200, response.Status);
        Assert.Equal("k", response.Json.GetProperty("name").GetString());
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: old.GetProperty("token").GetString())).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: response.Json.GetProperty("token").GetString())).Status);
        var row = (await service.SendAsync("GET", "/api/keys"))
            .Json.GetProperty("keys")
            .EnumerateArray()
            .Single(key => key.GetProperty("id").GetString() == old.GetProperty("id").GetString());
        Assert.InRange(
            row.GetProperty("expires_at").GetDateTimeOffset() - DateTimeOffset.UtcNow,
            TimeSpan.FromHours(23),
            TimeSpan.FromHours(24)
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_rotated_without_overlap_ends_at_once(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var old = (await service.PostKeyAsync(["secrets:list"])).Json;
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: old.GetProperty("token").GetString())).Status);

        Assert.Equal(
            200,
            (
                await service.SendJsonAsync("POST", $"/api/keys/{old.GetProperty("id").GetString()}/rotate", """{"overlap_seconds":0}""")
            ).Status
        );

        (await service.SendAsync("GET", "/api/secrets", key: old.GetProperty("token").GetString())).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_rotations_create_one_successor_each(StorageProvider provider)
    {
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider);
        var old = (await service.PostKeyAsync(["secrets:list"])).Json;

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => service.SendAsync("POST", $"/api/keys/{old.GetProperty("id").GetString()}/rotate"))
        );

        Assert.All(responses, response => Assert.Equal(200, response.Status));
        Assert.Equal(11, await service.Database.ScalarAsync<long>("SELECT count(*) FROM api_keys"));
        foreach (var response in responses)
        {
            Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: response.Json.GetProperty("token").GetString())).Status);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_cannot_grant_a_scope_that_it_lacks(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var manager = await service.CreateKeyAsync(null, "keys:manage", "secrets:list");
        var powerful = (await service.PostKeyAsync(["secrets:reveal"])).Json;

        (
            await service.SendAsync(
                "POST",
                "/api/keys",
                """{"name":"x","scopes":["secrets:list","secrets:reveal"]}"""u8.ToArray(),
                key: manager
            )
        ).Is(403, Forbidden);
        (await service.SendAsync("POST", $"/api/keys/{powerful.GetProperty("id").GetString()}/rotate", key: manager)).Is(403, Forbidden);
        Assert.Equal(
            200,
            (await service.SendAsync("POST", "/api/keys", """{"name":"x","scopes":["secrets:list"]}"""u8.ToArray(), key: manager)).Status
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task Only_keys_of_the_default_owner_can_act_for_another_owner(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var carol = await service.CreateKeyAsync("carol", "keys:manage");
        var ofDefault = (await service.PostKeyAsync(["secrets:list"])).Json.GetProperty("id").GetString();

        foreach (var owner in new[] { "default", "nobody" })
        {
            (
                await service.SendAsync(
                    "POST",
                    "/api/keys",
                    JsonSerializer.SerializeToUtf8Bytes(
                        new
                        {
                            name = "x",
                            scopes = new[] { "keys:manage" },
                            owner,
                        }
                    ),
                    key: carol
                )
            ).Is(403, Forbidden);
            (await service.SendAsync("GET", $"/api/keys?owner={owner}", key: carol)).Is(403, Forbidden);
            (await service.SendAsync("DELETE", $"/api/keys/{ofDefault}?owner={owner}", key: carol)).Is(403, Forbidden);
            (await service.SendAsync("POST", $"/api/keys/{ofDefault}/rotate?owner={owner}", key: carol)).Is(403, Forbidden);
        }

        Assert.Equal(404, (await service.SendAsync("DELETE", $"/api/keys/{ofDefault}", key: carol)).Status);
        Assert.Single((await service.SendAsync("GET", "/api/keys", key: carol)).Json.GetProperty("keys").EnumerateArray());
        Assert.Equal(0, await service.Database.ScalarAsync<long>("SELECT count(*) FROM owners WHERE name = 'nobody'"));
    }

    [Theory]
    [OnBothDatabases("{}", "body.name missing", "body.scopes missing")]
    [OnBothDatabases(
        """{"name":7,"scopes":"secrets:list","expires_at":7,"owner":7}""",
        "body.name string_type",
        "body.scopes list_type",
        "body.expires_at datetime_type",
        "body.owner string_type"
    )]
    [OnBothDatabases(
        """{"name":"","scopes":[],"expires_at":"tomorrow","owner":""}""",
        "body.name string_too_short",
        "body.scopes too_short",
        "body.expires_at datetime_parsing",
        "body.owner string_too_short"
    )]
    [OnBothDatabases(
        """{"name":"a","scopes":["secrets:list","secrets:all",7],"expires_at":"2020-01-01T00:00:00Z","owner":".."}""",
        "body.scopes literal_error",
        "body.scopes literal_error",
        "body.expires_at datetime_future",
        "body.owner string_pattern_mismatch"
    )]
    [OnBothDatabases("""{"name":"a","scopes":["secrets:list"],"expires_at":"2999-01-01T00:00:00"}""", "body.expires_at datetime_parsing")]
    public async Task An_invalid_request_for_a_key_gets_every_failure_at_once(
        StorageProvider provider,
        string body,
        params string[] failures
    )
    {
        var service = await services.OnAsync(provider);

        (await service.SendJsonAsync("POST", "/api/keys", body)).IsInvalid(failures);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_failure_of_a_wrong_scope_has_its_index(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var response = await service.SendJsonAsync("POST", "/api/keys", """{"name":"a","scopes":["secrets:list","x"]}""");

        Assert.Equal("""["body","scopes",1]""", response.Json.GetProperty("detail")[0].GetProperty("loc").GetRawText());
    }

    [Theory]
    [OnBothDatabases("""{"overlap_seconds":-1}""", "body.overlap_seconds greater_than_equal")]
    [OnBothDatabases("""{"overlap_seconds":604801}""", "body.overlap_seconds less_than_equal")]
    [OnBothDatabases("""{"overlap_seconds":"1"}""", "body.overlap_seconds int_type")]
    [OnBothDatabases("""{"overlap_seconds":1.5}""", "body.overlap_seconds int_type")]
    [OnBothDatabases("""{"overlap_seconds":99999999999999999999}""", "body.overlap_seconds int_type")]
    public async Task An_overlap_is_0_to_7_days(StorageProvider provider, string body, string failure)
    {
        var service = await services.OnAsync(provider);

        (await service.SendJsonAsync("POST", $"/api/keys/{Guid.NewGuid()}/rotate", body)).IsInvalid(failure);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Unknown_keys_and_owners_are_404(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var id = Guid.NewGuid();

        (await service.SendAsync("DELETE", $"/api/keys/{id}")).Is(404, $$"""{"error":"API key with ID {{id}} not found"}""");
        (await service.SendAsync("DELETE", "/api/keys/x")).Is(404, """{"error":"API key with ID x not found"}""");
        (await service.SendAsync("DELETE", $"/api/keys/{id}?owner=nobody")).Is(404, $$"""{"error":"API key with ID {{id}} not found"}""");
        (await service.SendAsync("POST", $"/api/keys/{id}/rotate?owner=nobody")).Is(
            404,
            $$"""{"error":"API key with ID {{id}} not found"}"""
        );
        (await service.SendAsync("GET", "/api/keys?owner=nobody")).Is(404, """{"error":"Owner nobody not found"}""");
    }

    [Theory]
    [OnBothDatabases("UPDATE api_keys SET owner_id = (SELECT id FROM owners WHERE name = 'default')")]
    [OnBothDatabases("UPDATE api_keys SET scopes = 'secrets:list secrets:write secrets:reveal keys:manage audit:read'")]
    [OnBothDatabases("UPDATE api_keys SET expires_at = NULL")]
    [OnBothDatabases("UPDATE api_keys SET revoked_at = NULL, expires_at = expires_at + 1")]
    public async Task A_key_widened_in_the_database_is_refused_and_cannot_be_rotated(StorageProvider provider, string edit)
    {
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider);
        var created = (await service.PostKeyAsync(["secrets:list"], "dave", expiresAt: DateTimeOffset.UtcNow.AddYears(900))).Json;

        Assert.Equal(1, await service.Database.ExecuteAsync(edit));

        (await service.SendAsync("GET", "/api/secrets", key: created.GetProperty("token").GetString())).Is(401, Unauthorized);
        var owner = edit.Contains("owner_id", StringComparison.Ordinal) ? "default" : "dave";
        Assert.Equal(
            404,
            (await service.SendAsync("POST", $"/api/keys/{created.GetProperty("id").GetString()}/rotate?owner={owner}")).Status
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_last_use_of_a_key_is_written_in_the_background(StorageProvider provider)
    {
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider);
        var created = (await service.PostKeyAsync(["secrets:list"])).Json;
        await service.SendAsync("GET", "/api/secrets", key: created.GetProperty("token").GetString());
        Assert.Equal(0, await service.Database.ScalarAsync<long>("SELECT count(*) FROM api_keys WHERE last_used_at IS NOT NULL"));

        await service.Services.GetRequiredService<ApiKeyUses>().WriteAsync();

        var row = (await service.SendAsync("GET", "/api/keys")).Json.GetProperty("keys")[0];
        Assert.InRange(DateTimeOffset.UtcNow - row.GetProperty("last_used_at").GetDateTimeOffset(), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: created.GetProperty("token").GetString())).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_use_is_written_once(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.SendAsync("GET", "/api/secrets", key: await service.CreateKeyAsync(null, "secrets:list"));
        await service.Services.GetRequiredService<ApiKeyUses>().WriteAsync();
        await service.Database.ExecuteAsync("UPDATE api_keys SET last_used_at = NULL");

        await service.Services.GetRequiredService<ApiKeyUses>().WriteAsync();

        Assert.Equal(0, await service.Database.ScalarAsync<long>("SELECT count(*) FROM api_keys WHERE last_used_at IS NOT NULL"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrently_created_keys_of_a_new_owner_create_the_owner_once(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);

        var tokens = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => service.CreateKeyAsync("new", "secrets:list", "secrets:write"))
        );

        Assert.Equal(1, await service.Database.ScalarAsync<long>("SELECT count(*) FROM owners WHERE name = 'new'"));
        Assert.Equal(2, await service.Database.ScalarAsync<long>("SELECT count(*) FROM owner_keys"));
        Assert.Equal(
            200,
            (await service.SendAsync("POST", "/api/secrets", """{"name":"A","value":"v"}"""u8.ToArray(), key: tokens[0])).Status
        );
        Assert.Contains("\"A\"", (await service.SendAsync("GET", "/api/secrets", key: tokens[15])).Body, StringComparison.Ordinal);
    }
}
