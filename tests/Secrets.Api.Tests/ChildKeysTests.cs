using System.Text.Json;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.ApiKeys.PurgeChildKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Keys that a key creates for a while, and that end with it.</summary>
public sealed class ChildKeysTests(Services services) : IClassFixture<Services>
{
    private const string Unauthorized = """{"detail":"Unauthorized"}""";
    private const string Forbidden = """{"detail":"Forbidden"}""";

    [Theory]
    [OnBothDatabases]
    public async Task A_child_has_the_rights_of_its_parent_unless_it_gets_fewer(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var (parent, token) = await service.CreateRestrictedKeyAsync(
            ["secrets:list", "audit:read"],
            ["GITHUB_*", "NPM"],
            ["127.0.0.0/8"]
        );

        var same = (await service.PostChildAsync(token)).Json;
        var fewer = (
            await service.PostChildAsync(
                token,
                """ "scopes":["secrets:list"],"secrets":["GITHUB_A"],"client_networks":["127.0.0.1/32"],"max_uses":7 """
            )
        ).Json;

        var expected = new[] { (same, 2, 2, "127.0.0.0/8", 0), (fewer, 1, 1, "127.0.0.1/32", 7) };
        foreach (var (child, scopes, secrets, networks, maxUses) in expected)
        {
            Assert.Equal(parent, child.GetProperty("parent_id").GetString());
            Assert.Equal(TimeSpan.FromHours(1), Time(child, "expires_at") - Time(child, "created_at"));
            var key = child.GetProperty("token").GetString()!;
            Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: key)).Status);
            var current = (await service.SendAsync("GET", "/api/keys/current", key: key)).Json;
            var listed = await FindAsync(service, child.GetProperty("id").GetString()!);
            foreach (var shown in new[] { child, current, listed })
            {
                Assert.Equal(scopes, shown.GetProperty("scopes").GetArrayLength());
                Assert.Equal(secrets, shown.GetProperty("secrets").GetArrayLength());
                Assert.Equal(networks, shown.GetProperty("client_networks")[0].GetString());
                Assert.Equal(parent, shown.GetProperty("parent_id").GetString());
                Assert.Equal(Time(child, "expires_at"), Time(shown, "expires_at"));
                Assert.Equal(maxUses == 0 ? "null null" : $"{maxUses} 0", $"{Text("max_uses")} {Text("uses")}");

                string Text(string field) => shown.GetProperty(field).GetRawText();
            }
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_child_never_has_more_than_its_parent(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var (_, token) = await service.CreateRestrictedKeyAsync(["secrets:list"], ["GITHUB_*"], ["127.0.0.0/8"]);

        foreach (
            var more in new[]
            {
                """ "scopes":["secrets:list","secrets:reveal"] """,
                """ "secrets":["GITHUB*"] """,
                """ "secrets":["GITHUB_*","NPM"] """,
                """ "client_networks":["0.0.0.0/0"] """,
            }
        )
        {
            (await service.PostChildAsync(token, more)).Is(403, Forbidden);
        }
    }

    [Theory]
    [OnBothDatabases("{}", "body.name missing", "body.expires_in missing")]
    [OnBothDatabases(
        """{"name":"c","expires_in":59,"scopes":[],"secrets":["*"],"client_networks":["nowhere"],"max_uses":0,"owner":"alice"}""",
        "body.expires_in greater_than_equal",
        "body.scopes too_short",
        "body.secrets string_too_short",
        "body.client_networks ip_any_network",
        "body.max_uses greater_than_equal",
        "body.(unknown) extra_forbidden"
    )]
    [OnBothDatabases(
        """{"name":"","expires_in":86401,"scopes":["all"],"max_uses":1001}""",
        "body.name string_too_short",
        "body.expires_in less_than_equal",
        "body.scopes literal_error",
        "body.max_uses less_than_equal"
    )]
    [OnBothDatabases("""{"name":"c","expires_in":null,"max_uses":1.5}""", "body.expires_in int_type", "body.max_uses int_type")]
    public async Task An_invalid_request_for_a_child_gets_every_failure_at_once(
        StorageProvider provider,
        string body,
        params string[] failures
    )
    {
        var service = await services.OnAsync(provider);

        (await service.SendJsonAsync("POST", "/api/keys/child", body)).IsInvalid(failures);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_child_ends_with_its_parent_at_the_latest(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var parent = (await service.PostKeyAsync(["secrets:list"], expiresAt: DateTimeOffset.UtcNow.AddMinutes(10))).Json;
        var token = parent.GetProperty("token").GetString()!;

        var child = (await service.PostChildAsync(token, expiresIn: 86400)).Json;

        Assert.Equal(Time(parent, "expires_at"), Time(child, "expires_at"));
        var grandchild = (await service.PostChildAsync(child.GetProperty("token").GetString()!, expiresIn: 86400)).Json;
        Assert.Equal(Time(parent, "expires_at"), Time(grandchild, "expires_at"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_revoked_parent_ends_its_descendants_here_at_once_and_on_other_replicas_in_five_seconds(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        await using var replica = await service.ReplicaAsync(clock);
        var (id, token) = await service.CreateRestrictedKeyAsync(["secrets:list"], secrets: null);
        var (_, child) = await service.CreateChildAsync(token);
        var (_, grandchild) = await service.CreateChildAsync(child);
        foreach (var key in new[] { child, grandchild })
        {
            Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: key)).Status);
            Assert.Equal(200, (await replica.SendAsync("GET", "/api/secrets", key: key)).Status);
        }

        Assert.Equal(200, (await service.SendAsync("DELETE", $"/api/keys/{id}")).Status);

        foreach (var key in new[] { child, grandchild })
        {
            (await service.SendAsync("GET", "/api/secrets", key: key)).Is(401, Unauthorized);
        }

        clock.Advance(TimeSpan.FromSeconds(5));
        foreach (var key in new[] { child, grandchild })
        {
            (await replica.SendAsync("GET", "/api/secrets", key: key)).Is(401, Unauthorized);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task No_child_reveals_a_value_after_its_parent_is_revoked(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("read while revoked");
        var (id, token) = await service.CreateRestrictedKeyAsync(["secrets:reveal"], secrets: null);
        var (_, child) = await service.CreateChildAsync(token);
        var isRevoked = false;

        var readers = Enumerable.Range(0, 4).Select(_ => ReadUntilRefusedAsync()).ToList();
        Assert.Equal(200, (await service.SendAsync("DELETE", $"/api/keys/{id}")).Status);
        Volatile.Write(ref isRevoked, true);
        await Task.WhenAll(readers);

        async Task ReadUntilRefusedAsync()
        {
            while (true)
            {
                var wasRevoked = Volatile.Read(ref isRevoked);
                var response = await service.SendAsync("GET", "/api/secrets/read%20while%20revoked/value", key: child);
                if (response.Status == 401)
                {
                    return;
                }

                Assert.Equal(200, response.Status);
                Assert.False(wasRevoked);
            }
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_child_ends_when_the_overlap_of_its_rotated_parent_ends(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var (id, token) = await service.CreateRestrictedKeyAsync(["secrets:list"], secrets: null);
        var (childId, child) = await service.CreateChildAsync(token, expiresIn: 86400);

        await service.SendJsonAsync("POST", $"/api/keys/{id}/rotate", """{"overlap_seconds":600}""");

        var current = (await service.SendAsync("GET", "/api/keys/current", key: child)).Json;
        Assert.InRange(Time(current, "expires_at") - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
        Assert.Equal(Time(current, "expires_at"), Time(await FindAsync(service, childId), "expires_at"));
        await service.SendJsonAsync("POST", $"/api/keys/{id}/rotate", """{"overlap_seconds":0}""");
        (await service.SendAsync("GET", "/api/secrets", key: child)).Is(401, Unauthorized);
        (await service.SendAsync("POST", $"/api/keys/{childId}/rotate")).IsInvalid("path.id child_key");
    }

    [Theory]
    [OnBothDatabases]
    public async Task Children_of_SESSION_API_KEY_end_when_the_setting_changes(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var (_, child) = await service.CreateChildAsync(RunningService.SessionKey);
        var (_, grandchild) = await service.CreateChildAsync(child);
        await using var same = await service.ReplicaAsync(TimeProvider.System);
        await using var changed = await service.ReplicaAsync(TimeProvider.System, "--SESSION_API_KEY=another-session-key-of-the-tests");

        foreach (var key in new[] { child, grandchild })
        {
            Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: key)).Status);
            Assert.Equal(200, (await same.SendAsync("GET", "/api/secrets", key: key)).Status);
            (await changed.SendAsync("GET", "/api/secrets", key: key)).Is(401, Unauthorized);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_has_at_most_three_ancestors(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var key = await service.CreateKeyAsync(owner: null, "secrets:list");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            key = (await service.CreateChildAsync(key)).Token;
            Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: key)).Status);
        }

        (await service.PostChildAsync(key)).Is(403, """{"detail":"A key with 3 ancestors cannot have children; use its parent"}""");
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_has_at_most_1000_active_children_even_if_replicas_create_them_at_once(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await using var replica = await service.ReplicaAsync(TimeProvider.System);
        var key = await service.CreateKeyAsync(owner: null, "secrets:list");
        await service.CreateChildAsync(key);
        await AddChildrenAsync(service, 997);

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? service : replica).PostChildAsync(key))
        );

        Assert.Equal(2, responses.Count(response => response.Status == 200));
        Assert.All(responses.Where(response => response.Status != 200), response => response.IsInvalid("body limit_reached"));
        var child = responses.First(response => response.Status == 200).Json;
        await service.SendAsync("DELETE", $"/api/keys/{child.GetProperty("id").GetString()}");
        Assert.Equal(200, (await service.PostChildAsync(key)).Status);
        Assert.Equal(422, (await service.PostChildAsync(key)).Status);
        Assert.Equal(200, (await service.PostChildAsync(RunningService.SessionKey)).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_owner_has_at_most_ten_times_as_many_children_as_keys(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:ApiKeysPerOwner=1");
        foreach (var i in Enumerable.Range(0, 10))
        {
            await service.CreateChildAsync(i % 2 == 0 ? service.Key : RunningService.SessionKey);
        }

        (await service.PostChildAsync(service.Key)).IsInvalid("body limit_reached");
        Assert.Equal(422, (await service.PostKeyAsync(["secrets:list"])).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Children_that_expired_a_day_ago_leave_no_rows_and_change_nothing_for_other_keys(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var key = await service.CreateKeyAsync(owner: null, "secrets:list");
        var (_, kept) = await service.CreateChildAsync(key);
        await AddChildrenAsync(service, 10_000, ", expires_at - 90000000000");
        var changes = await service.Database.ScalarAsync<long>("SELECT count FROM api_key_changes");
        var purge = new PurgeChildKeysCommand();

        Assert.Equal(10_000, await service.Services.GetRequiredService<IMediator>().Send(purge));

        Assert.Equal(1, await service.Database.ScalarAsync<long>("SELECT count(*) FROM api_keys WHERE parent_id IS NOT NULL"));
        Assert.Equal(changes, await service.Database.ScalarAsync<long>("SELECT count FROM api_key_changes"));
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: kept)).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Children_leave_listings_a_day_after_they_or_their_ancestors_ended(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var (parent, token) = await service.CreateRestrictedKeyAsync(["secrets:list"], secrets: null);
        var (_, child) = await service.CreateChildAsync(token);
        var (grandchildId, _) = await service.CreateChildAsync(child);
        await service.SendAsync("DELETE", $"/api/keys/{parent}");

        Assert.NotEqual(JsonValueKind.Null, (await FindAsync(service, grandchildId)).GetProperty("revoked_at").ValueKind);
        Assert.Equal(4, await CountAsync());
        await service.Database.ExecuteAsync("UPDATE api_keys SET revoked_at = revoked_at - 86400000000 WHERE revoked_at IS NOT NULL");
        Assert.Equal(2, await CountAsync());

        async Task<int> CountAsync() => (await service.SendAsync("GET", "/api/keys")).Json.GetProperty("keys").GetArrayLength();
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_reveals_exactly_as_many_values_as_it_has_uses_whichever_replica_is_asked(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await using var replica = await service.ReplicaAsync(TimeProvider.System);
        await service.CreateAsync("name", "the value");
        var (id, key) = await service.CreateChildAsync(service.Key, """ "max_uses":7 """);

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? service : replica).SendAsync("GET", "/api/secrets/name/value", key: key))
        );

        Assert.Equal(7, responses.Count(response => response.Status == 200));
        Assert.All(
            responses.Where(response => response.Status != 200),
            response =>
            {
                response.Is(401, Unauthorized);
                Assert.Equal("APIKey", response.Header("WWW-Authenticate"));
            }
        );
        Assert.Equal(7, await service.Database.ScalarAsync<long>("SELECT count(*) FROM audit_events WHERE action = 'secret.reveal'"));
        Assert.Equal("7 of 7", UsesOf(await FindAsync(service, id)));
        foreach (var either in new[] { service, replica })
        {
            (await either.SendAsync("GET", "/api/secrets", key: key)).Is(401, Unauthorized);
            (await either.SendAsync("GET", "/api/keys/current", key: key)).Is(401, Unauthorized);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Only_values_that_are_sent_are_uses(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("a", "1");
        await service.SetValueAsync("a", "2");
        await service.CreateAsync("b", "3");
        var tag = (await service.RevealAsync("a")).Header("ETag")!;
        var (_, key) = await service.CreateChildAsync(service.Key, """ "max_uses":4 """);

        Assert.Equal(200, (await service.SendAsync("HEAD", "/api/secrets/a/value", key: key)).Status);
        Assert.Equal(200, (await service.SendAsync("HEAD", "/api/settings/secrets/a", key: key)).Status);
        Assert.Equal(200, (await service.SendAsync("HEAD", "/api/export", key: key)).Status);
        Assert.Equal(304, (await service.SendAsync("GET", "/api/secrets/a/value", key: key, headers: [new("If-None-Match", tag)])).Status);
        Assert.Equal(404, (await service.SendAsync("GET", "/api/secrets/c/value", key: key)).Status);
        Assert.Equal("0 of 4", await UsesAsync());

        (await service.SendAsync("GET", "/api/secrets/a/value?version=1", key: key)).IsValue("1");
        Assert.Equal("1 of 4", await UsesAsync());
        Assert.Equal(200, (await service.SendAsync("GET", "/api/export", key: key)).Status);
        Assert.Equal("3 of 4", await UsesAsync());

        // Two values are too many for one use.
        (await service.SendAsync("GET", "/api/export", key: key)).Is(401, Unauthorized);
        Assert.Equal("3 of 4", await UsesAsync());
        (await service.SendAsync("GET", "/api/settings/secrets/b", key: key)).IsValue("3");
        (await service.SendAsync("GET", "/api/secrets/b/value", key: key)).Is(401, Unauthorized);

        async Task<string> UsesAsync() => UsesOf((await service.SendAsync("GET", "/api/keys/current", key: key)).Json);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_with_limited_uses_cannot_create_keys(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var other = (await service.PostKeyAsync(["secrets:list"])).Json.GetProperty("id").GetString();
        var (_, key) = await service.CreateChildAsync(service.Key, """ "max_uses":1 """);
        var end = DateTimeOffset.UtcNow.AddMinutes(5).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
        var body = $$"""{"name":"k","scopes":["secrets:reveal"],"expires_at":"{{end}}"}""";

        (await service.PostChildAsync(key)).Is(403, """{"detail":"A key with max_uses cannot create keys; use its parent"}""");
        (await service.SendAsync("POST", "/api/keys", System.Text.Encoding.UTF8.GetBytes(body), key: key)).Is(403, Forbidden);
        (await service.SendAsync("POST", $"/api/keys/{other}/rotate", key: key)).Is(403, Forbidden);
    }

    [Theory]
    [OnBothDatabases("max_uses = 1000")]
    [OnBothDatabases("max_uses = NULL")]
    [OnBothDatabases("parent_id = NULL")]
    [OnBothDatabases("parent_id = id")]
    [OnBothDatabases("depth = 0")]
    [OnBothDatabases("expires_at = expires_at + 1")]
    public async Task A_child_that_was_edited_in_the_database_is_not_valid(StorageProvider provider, string change)
    {
        await using var service = await RunningService.StartAsync(provider);
        var (_, key) = await service.CreateChildAsync(service.Key, """ "max_uses":2 """);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: key)).Status);

        await service.Database.ExecuteAsync($"UPDATE api_keys SET {change} WHERE name = 'child'");

        (await service.SendAsync("GET", "/api/secrets", key: key)).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases("DELETE FROM api_keys WHERE name = 'parent'")]
    [OnBothDatabases("UPDATE api_keys SET revoked_at = NULL, expires_at = NULL WHERE name = 'parent'")]
    public async Task A_child_whose_parent_was_edited_in_the_database_is_not_valid(StorageProvider provider, string change)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        var body = $$"""{"name":"parent","scopes":["secrets:list"],"expires_at":"{{DateTimeOffset.UtcNow.Year + 1}}-01-01T00:00:00Z"}""";
        var parent = (await service.SendJsonAsync("POST", "/api/keys", body)).Json.GetProperty("token").GetString()!;
        var (_, child) = await service.CreateChildAsync(parent);
        var (_, grandchild) = await service.CreateChildAsync(child);

        await service.Database.ExecuteAsync(change);

        clock.Advance(TimeSpan.FromSeconds(5));
        (await service.SendAsync("GET", "/api/secrets", key: child)).Is(401, Unauthorized);
        (await service.SendAsync("GET", "/api/secrets", key: grandchild)).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases(-10)]
    [OnBothDatabases(10)]
    public async Task The_clock_of_the_database_decides_when_a_child_ends(StorageProvider provider, int days)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        clock.Advance(TimeSpan.FromDays(days));

        var child = (await service.PostChildAsync(service.Key)).Json;

        var remaining = Time(child, "expires_at") - DateTimeOffset.UtcNow;
        Assert.InRange(remaining, TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(60));
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: child.GetProperty("token").GetString())).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Creation_of_a_child_is_an_event_with_parent_and_child(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var (parent, token) = await service.CreateRestrictedKeyAsync(["secrets:list"], secrets: null);
        var (child, _) = await service.CreateChildAsync(token);

        var created = (await service.SendAsync("GET", "/api/audit?action=key.create-child")).Json.GetProperty("events")[0];

        Assert.Equal(
            (parent, child),
            (created.GetProperty("key_id").GetString(), created.GetProperty("subject_key_id").GetString())
        );
        var report = await CommandLine.RunAsync(service, "keys", "report", parent);
        Assert.Contains(child, report.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_can_show_and_revoke_itself_with_its_children(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var token = await service.CreateKeyAsync("alice", "audit:read");
        var (_, child) = await service.CreateChildAsync(token);

        var current = (await service.SendAsync("GET", "/api/keys/current", key: token)).Json;
        var revoked = await service.SendAsync("DELETE", "/api/keys/current", key: token);

        Assert.Equal(("k", "alice"), (current.GetProperty("name").GetString(), current.GetProperty("owner").GetString()));
        foreach (var field in new[] { "org_id", "secrets", "client_networks", "expires_at", "parent_id", "max_uses", "uses" })
        {
            Assert.Equal(JsonValueKind.Null, current.GetProperty(field).ValueKind);
        }

        revoked.Is(200, """{"message":"API key revoked"}""");
        (await service.SendAsync("GET", "/api/audit", key: token)).Is(401, Unauthorized);
        (await service.SendAsync("GET", "/api/audit", key: child)).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases]
    public async Task SESSION_API_KEY_shows_itself_and_cannot_revoke_itself(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var current = (await service.SendAsync("GET", "/api/keys/current", key: RunningService.SessionKey)).Json;

        Assert.Equal(("SESSION_API_KEY", "default"), (current.GetProperty("name").GetString(), current.GetProperty("owner").GetString()));
        Assert.Equal(JsonValueKind.Null, current.GetProperty("created_at").ValueKind);
        (await service.SendAsync("DELETE", "/api/keys/current", key: RunningService.SessionKey)).Is(
            409,
            """{"detail":"SESSION_API_KEY cannot be revoked: change the setting and restart the service"}"""
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_child_can_be_created_on_the_command_line(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        string[] command = ["keys", "child", "--url", $"{service.BaseAddress}", "--expires-in", "1h"];

        var created = await CommandLine.RunAsync(
            service,
            service.Key,
            [.. command, "--scopes", "secrets:list", "--secret", "GITHUB_*", "--network", "127.0.0.0/8", "--max-uses", "1"]
        );
        var refused = await CommandLine.RunAsync(service, service.Key, [.. command, "--max-uses", "0"]);

        Assert.True(created.ExitCode == 0, created.Errors);
        var current = (await service.SendAsync("GET", "/api/keys/current", key: created.Output.TrimEnd())).Json;
        Assert.Equal("GITHUB_*", current.GetProperty("secrets")[0].GetString());
        Assert.Equal("0 of 1", UsesOf(current));
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("max_uses", refused.Errors, StringComparison.Ordinal);
    }

    /// <summary>Adds copies of the first child, which nobody has the tokens of.</summary>
    /// <param name="expiry">What is subtracted from the time at which they end.</param>
    private static async Task AddChildrenAsync(RunningService service, int count, string expiry = ", expires_at")
    {
        var (id, hash) = service.Database.Provider == StorageProvider.Sqlite
            ? ("randomblob(16)", "randomblob(32)")
            : ("gen_random_uuid()", "sha256(gen_random_uuid()::text::bytea)");
        await service.Database.ExecuteAsync(
            $"""
            INSERT INTO api_keys (owner_id, id, name, scopes, token_hash, created_at, mac, parent_id, depth, expires_at)
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
            SELECT owner_id, {id}, 'copy', scopes, {hash}, created_at, mac, parent_id, depth {expiry}
            FROM api_keys CROSS JOIN numbers WHERE name = 'child'
            """
        );
    }

    private static string UsesOf(JsonElement key) => $"{key.GetProperty("uses")} of {key.GetProperty("max_uses")}";

    private static DateTimeOffset Time(JsonElement key, string field) => key.GetProperty(field).GetDateTimeOffset();

    private static async Task<JsonElement> FindAsync(RunningService service, string id) =>
        (await service.SendAsync("GET", "/api/keys"))
            .Json.GetProperty("keys")
            .EnumerateArray()
            .Single(key => key.GetProperty("id").GetString() == id);
}
