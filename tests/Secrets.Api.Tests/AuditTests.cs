using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Audit;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class AuditTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases]
    public async Task Every_operation_is_an_event_with_its_key_owner_and_secret(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "one");
        await service.UpdateAsync("A", "B", "d");
        await service.UpdateAsync("B", "B", "e");
        await service.SetValueAsync("B", "two");
        await service.RevealAsync("B", 1);
        await service.SendAsync("POST", "/api/secrets/B/versions/1/restore");
        await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"B","value":"three"}""");
        await service.SendAsync("GET", "/api/settings/secrets/B");
        await service.DeleteAsync("B");
        var id = await service.FindDeletedIdAsync();
        await service.SendAsync("POST", $"/api/deleted-secrets/{id}/restore");
        await service.SendAsync("POST", "/api/import?on_conflict=replace", "B=four\nC=five\n"u8.ToArray());
        await service.SendAsync("GET", "/api/export");
        var key = (await service.PostKeyAsync(["secrets:list"])).Json.GetProperty("id").GetString();
        var successor = (await service.SendAsync("POST", $"/api/keys/{key}/rotate")).Json.GetProperty("id").GetString();
        await service.SendAsync("DELETE", $"/api/keys/{key}");

        // The oldest event is the creation of the key that the requests carry.
        var events = (await ListAsync(service)).SkipLast(1).ToList();

        Assert.Equal(
            [
                "secret.create 1",
                "secret.update 1",
                "secret.update 1",
                "secret.value 2",
                "secret.reveal 1",
                "secret.value 3",
                "secret.value 4",
                "secret.reveal 4",
                "secret.delete 4",
                "deleted.list ",
                "secret.restore 4",
                "secret.create 1",
                "secret.value 5",
                "secrets.import ",
                "secret.export 5",
                "secret.export 1",
                "key.create ",
                "key.rotate ",
                "key.revoke ",
            ],
            events.Select(e => $"{Text(e, "action")} {Text(e, "version")}").Reverse()
        );
        Assert.All(events, e => Assert.Equal(("done", "127.0.0.1"), (Text(e, "result"), Text(e, "peer"))));
        Assert.All(events, e => Assert.NotEqual("", Text(e, "request_id")));
        Assert.Single(events.Select(e => Text(e, "key_id")).Distinct());
        Assert.All(events.Where(e => Text(e, "action").StartsWith("secret.", StringComparison.Ordinal) && Text(e, "secret_id") != id), e =>
            Assert.Contains(Text(e, "action"), new[] { "secret.create", "secret.export" })
        );
        Assert.All(events.Where(e => Text(e, "action").StartsWith("key.", StringComparison.Ordinal)), e =>
            Assert.Equal(key, Text(e, "subject_key_id"))
        );
        Assert.Equal(
            successor,
            Text(Assert.Single(events, e => e.GetProperty("successor_key_id").ValueKind != JsonValueKind.Null), "successor_key_id")
        );
        Assert.Equal(2, Assert.Single(events, e => Text(e, "action") == "secrets.import").GetProperty("count").GetInt32());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Requests_that_change_and_reveal_nothing_leave_no_event(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "one");
        await service.CreateAsync("taken");
        var before = (await ListAsync(service)).Count;

        await service.CreateAsync("A");
        await service.UpdateAsync("A", "taken");
        await service.UpdateAsync("none", "x");
        await service.SetValueAsync("A", "v", "\"7\"");
        await service.SetValueAsync("none", "v");
        await service.DeleteAsync("none");
        await service.RevealAsync("none");
        await service.SendAsync("GET", "/api/secrets/A/value", headers: [new("If-None-Match", "*")]);
        await service.SendAsync("POST", "/api/import", "A=other\nD=x\n"u8.ToArray());
        await service.SendAsync("POST", "/api/import?dry_run=true", "D=x\n"u8.ToArray());

        Assert.Equal(before, (await ListAsync(service)).Count);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_changes_have_one_event_each(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:VersionsKept=100");
        await service.CreateAsync("A", "v1");

        var responses = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(i =>
                    (i % 4) switch
                    {
                        0 => service.UpdateAsync("A", "A", $"d{i}"),
                        1 => service.RevealAsync("A"),
                        2 => service.CreateAsync($"s{i % 8}"),
                        _ => service.SetValueAsync("A", $"v{i}"),
                    }
                )
        );

        var events = await ListAsync(service);
        Assert.Equal(1 + responses.Count(response => response.Status == 200), events.Count(e => Text(e, "action") != "key.create"));
        Assert.Equal(
            Enumerable.Range(2, 15),
            events.Where(e => Text(e, "action") == "secret.value").Select(e => e.GetProperty("version").GetInt32()).Order()
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_forbidden_request_is_an_event(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var created = (await service.PostKeyAsync(["keys:manage"], "oscar")).Json;
        var key = created.GetProperty("token").GetString();

        Assert.Equal(403, (await service.SendAsync("GET", "/api/secrets/A/value", key: key)).Status);
        Assert.Equal(
            403,
            (await service.SendAsync("POST", "/api/keys", """{"name":"k","scopes":["audit:read"]}"""u8.ToArray(), key: key)).Status
        );
        Assert.Equal(403, (await service.SendAsync("GET", "/api/keys?owner=default", key: key)).Status);

        await service.Services.GetRequiredService<DenialCount>().WriteAsync();
        var events = await ListAsync(service, "?owner=oscar");
        Assert.Equal(
            ["secrets:reveal denied", "owner.create done", "keys:manage denied", "key.create done"],
            events.Select(e => $"{Text(e, "action")} {Text(e, "result")}").Distinct().Order(StringComparer.Ordinal).Reverse()
        );
        Assert.Equal(3, events.Where(e => Text(e, "result") == "denied").Sum(e => e.GetProperty("count").GetInt32()));
        Assert.All(events.Where(e => Text(e, "result") == "denied"), e =>
            Assert.Equal(created.GetProperty("id").GetString(), Text(e, "key_id"))
        );
        Assert.DoesNotContain(await ListAsync(service), e => Text(e, "result") == "denied");
    }

    [Theory]
    [OnBothDatabases]
    public async Task Denied_requests_of_a_key_are_counted_in_one_event_that_survives_a_stop(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var keys = new List<string>();
        foreach (var scope in new[] { "keys:manage", "audit:read" })
        {
            keys.Add(await service.CreateKeyAsync(owner: null, scope));
        }

        var denied = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => service.SendAsync("GET", i % 4 < 2 ? "/api/secrets" : "/api/export", key: keys[i % 2]))
        );
        await service.StopAsync();

        Assert.All(denied, response => Assert.Equal(403, response.Status));
        await using var restarted = await service.ReplicaAsync(TimeProvider.System);
        var events = (await ListAsync(restarted)).FindAll(e => Text(e, "result") == "denied");
        Assert.InRange(events.Count, 4, 8);
        Assert.Equal(
            ["secrets:list 50", "secrets:list 50", "secrets:reveal 50", "secrets:reveal 50"],
            events
                .GroupBy(e => (Text(e, "action"), Text(e, "key_id")))
                .Select(group => $"{group.Key.Item1} {group.Sum(e => e.GetProperty("count").GetInt32())}")
                .Order()
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_event_of_a_rotation_names_both_keys_and_changes_to_it_are_detected(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var old = (await service.PostKeyAsync(["secrets:list"])).Json.GetProperty("id").GetString();
        var successor = (await service.SendAsync("POST", $"/api/keys/{old}/rotate")).Json.GetProperty("id").GetString();

        var rotated = Assert.Single(await ListAsync(service, "?action=key.rotate"));
        Assert.Equal((old, successor), (Text(rotated, "subject_key_id"), Text(rotated, "successor_key_id")));

        Assert.Null((await service.VerifyAuditAsync()).Fault);
        await service.Database.ExecuteAsync("UPDATE audit_events SET successor_key_id = id WHERE action = 'key.rotate'");
        Assert.NotNull((await service.VerifyAuditAsync()).Fault);
        await service.Database.ExecuteAsync("UPDATE audit_events SET successor_key_id = NULL WHERE action = 'key.rotate'");
        Assert.NotNull((await service.VerifyAuditAsync()).Fault);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Failed_authentications_are_counted_in_one_event(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => service.SendAsync("GET", "/api/secrets", key: "wrong")));

        await service.Services.GetRequiredService<DenialCount>().WriteAsync();

        var events = (await ListAsync(service)).FindAll(e => Text(e, "action") == "authentication");
        Assert.InRange(events.Count, 1, 2);
        Assert.Equal(200, events.Sum(e => e.GetProperty("count").GetInt32()));
        Assert.All(events, e => Assert.Equal(("denied", "127.0.0.1"), (Text(e, "result"), Text(e, "peer"))));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_value_that_does_not_decrypt_is_an_event(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("damaged");
        await service.Database.ExecuteAsync("UPDATE secrets SET version = 9");

        Assert.Equal(500, (await service.RevealAsync("damaged")).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/export")).Status);

        Assert.Equal(
            ["secret.export failed", "secret.reveal failed"],
            (await ListAsync(service)).Take(2).Select(e => $"{Text(e, "action")} {Text(e, "result")}")
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task If_events_cannot_be_written_nothing_is_revealed_or_changed(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "the value");
        var key = await service.CreateKeyAsync(owner: null, "audit:read");
        await service.Database.ExecuteAsync("ALTER TABLE audit_events RENAME TO away");

        foreach (
            var response in new[]
            {
                await service.RevealAsync("A"),
                await service.SendAsync("HEAD", "/api/secrets/A/value"),
                await service.CreateAsync("B"),
                await service.UpdateAsync("A", "C"),
                await service.SetValueAsync("A", "v"),
                await service.DeleteAsync("A"),
                await service.SendAsync("GET", "/api/deleted-secrets"),
                await service.SendAsync("GET", "/api/export"),
                await service.SendAsync("POST", "/api/import", "D=x"u8.ToArray()),
                await service.PostKeyAsync(["audit:read"]),
            }
        )
        {
            Assert.Equal(503, response.Status);
            Assert.DoesNotContain("the value", response.Body, StringComparison.Ordinal);
        }

        Assert.Equal(403, (await service.SendAsync("GET", "/api/secrets", key: key)).Status);
        await service.Database.ExecuteAsync("ALTER TABLE away RENAME TO audit_events");
        Assert.Equal(["A"], (await service.ListAsync()).Keys);
        Assert.Equal("the value", (await service.RevealAsync("A")).Body);
    }

    [Theory]
    [OnBothDatabases]
    [Trait("Category", "Slow")]
    public async Task A_locked_table_gives_503_in_bounded_time_and_no_value(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "the value");
        await using var blocker = await service.Database.ConnectAsync();
        await using var begin = blocker.CreateCommand();
        begin.CommandText = provider == StorageProvider.Sqlite ? "BEGIN IMMEDIATE" : "BEGIN; LOCK TABLE audit_events IN EXCLUSIVE MODE";
        await begin.ExecuteNonQueryAsync();

        var response = await service.RevealAsync("A").WaitAsync(TimeSpan.FromSeconds(30));

        response.Is(503, """{"detail":"Service Unavailable"}""");
        begin.CommandText = "ROLLBACK";
        await begin.ExecuteNonQueryAsync();
        Assert.Equal("the value", (await service.RevealAsync("A")).Body);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Events_are_listed_in_pages_and_filtered(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var key = (await service.PostKeyAsync(["secrets:write", "secrets:reveal", "audit:read"], "paula")).Json;
        var token = key.GetProperty("token").GetString();
        foreach (var name in new[] { "A", "B", "C" })
        {
            await service.SendAsync("POST", "/api/secrets", JsonSerializer.SerializeToUtf8Bytes(new { name, value = "v" }), key: token);
            await service.SendAsync("GET", $"/api/secrets/{name}/value", key: token);
        }

        await service.SendAsync("DELETE", "/api/secrets/C", key: token);
        var all = await ListAsync(service, "", token);
        var middle = Text(all[3], "at");

        Assert.Equal(9, all.Count);
        Assert.Equal(all.Select(e => Text(e, "id")), (await PagesAsync(service, "/api/audit?limit=3", token)).Select(e => Text(e, "id")));
        Assert.Equal(["secret.reveal", "secret.create"], (await ListAsync(service, "?secret=B", token)).Select(e => Text(e, "action")));
        Assert.Equal(
            ["secret.delete", "secret.reveal", "secret.create"],
            (await PagesAsync(service, "/api/audit?secret=C&limit=1", token)).Select(e => Text(e, "action"))
        );
        Assert.Equal(3, (await ListAsync(service, "?action=secret.reveal", token)).Count);
        Assert.Equal(3, (await ListAsync(service, $"?secret_id={Text(all[0], "secret_id")}", token)).Count);
        Assert.Equal(7, (await ListAsync(service, $"?key_id={key.GetProperty("id").GetString()}", token)).Count);
        Assert.Equal(
            9,
            (await ListAsync(service, $"?since={Uri.EscapeDataString(middle)}", token)).Count
                + (await ListAsync(service, $"?until={Uri.EscapeDataString(middle)}", token)).Count
        );
        Assert.Equal(9, (await ListAsync(service, "?owner=paula")).Count);
        Assert.Equal(403, (await service.SendAsync("GET", "/api/audit?owner=default", key: token)).Status);
        Assert.Equal(404, (await service.SendAsync("GET", "/api/audit?owner=nobody")).Status);
        (await service.SendAsync("GET", "/api/audit?limit=0")).IsInvalid("query.limit greater_than_equal");
        (await service.SendAsync("GET", "/api/audit?since=soon&before=x&key_id=7")).IsInvalid(
            "query.key_id uuid_parsing",
            "query.since datetime_parsing",
            "query.before uuid_parsing"
        );
    }

    private static async Task<List<JsonElement>> ListAsync(RunningService service, string query = "", string? key = null) =>
        [.. (await service.SendAsync("GET", $"/api/audit{query}", key: key ?? service.Key)).Json.GetProperty("events").EnumerateArray()];

    private static async Task<List<JsonElement>> PagesAsync(RunningService service, string path, string? key)
    {
        var events = new List<JsonElement>();
        for (string? next = path; next is not null;)
        {
            var response = await service.SendAsync("GET", next, key: key);
            events.AddRange(response.Json.GetProperty("events").EnumerateArray());
            next = response.Header("Link")?.Split('<', '>')[1];
        }

        return events;
    }

    private static string Text(JsonElement e, string property) => string.Create(CultureInfo.InvariantCulture, $"{e.GetProperty(property)}");
}
