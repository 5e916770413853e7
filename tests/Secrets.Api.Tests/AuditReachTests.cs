using System.Text.Json;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The audit log as keys that are restricted to some secrets see it.</summary>
public sealed class AuditReachTests
{
    [Theory]
    [OnBothDatabases(2)]
    [OnBothDatabases(120)]
    public async Task A_key_sees_events_of_secrets_that_it_reaches_and_its_own(StorageProvider provider, int secrets)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.ImportAsync(string.Concat(Enumerable.Range(0, secrets).Select(i => $"SEEN_{i}=value\nHIDDEN_{i}=value\n")));
        var (id, key) = await service.CreateRestrictedKeyAsync([.. Scopes.All], ["SEEN_*", "EXACT"]);
        var (child, childKey) = await service.CreateRestrictedKeyAsync([.. Scopes.All], ["SEEN_*"], key: key);
        foreach (var name in new[] { "SEEN_0", "HIDDEN_0", "ABSENT" })
        {
            await service.RevealAsync(name);
            await service.SendAsAsync(key, "GET", $"/api/secrets/{name}/value");
            await service.SendAsAsync(childKey, "GET", $"/api/secrets/{name}/value");
        }

        await service.UpdateAsync("HIDDEN_1", "EXACT");
        await service.UpdateAsync("SEEN_1", "LEFT");
        await service.DeleteAsync("SEEN_0");
        await service.DeleteAsync("HIDDEN_0");
        await service.CreateAsync("SEEN_0");
        await service.DeleteAsync("SEEN_0");
        await service.SendAsync("DELETE", $"/api/deleted-secrets/{await service.FindDeletedIdAsync()}");
        await service.SendAsAsync(key, "GET", "/api/deleted-secrets");
        await service.SendAsAsync(childKey, "GET", "/api/deleted-secrets");
        await service.SendAsAsync(key, "POST", "/api/import", "SEEN_NEW=value\n");
        await service.SendAsync("POST", $"/api/keys/{id}/rotate");
        await service.SendAsync("DELETE", $"/api/keys/{child}");
        var descendant = (await service.SendAsAsync(key, "POST", "/api/keys/child", """{"name":"c","expires_in":60}""")).Json;

        var childOfKey = descendant.GetProperty("token").GetString()!;

        var all = await EventsAsync(service, service.Key, "/api/audit?limit=1000");
        var seen = all.Where(e =>
                Text(e, "secret_name") is { } name ? name == "EXACT" || name.StartsWith("SEEN_", StringComparison.Ordinal)
                : Text(e, "secret_id") is null && (Text(e, "key_id") == id || Text(e, "subject_key_id") == id)
            )
            .Select(e => e.GetRawText())
            .ToList();

        Assert.Equal(seen, Raw(await EventsAsync(service, key, "/api/audit?limit=1000")));
        Assert.Equal(seen, Raw(await EventsAsync(service, key, "/api/audit?limit=3")));
        Assert.Equal(
            ["key.create-child"],
            (await EventsAsync(service, childOfKey, "/api/audit?limit=1000"))
                .Where(e => Text(e, "secret_id") is null)
                .Select(e => Text(e, "action"))
        );
        foreach (var action in new[] { "key.create", "key.create-child", "key.rotate", "secret.reveal", "secrets.import", "deleted.list" })
        {
            var those = seen.Where(e => e.Contains($"\"{action}\"", StringComparison.Ordinal));
            Assert.NotEmpty(those);
            Assert.Equal(those, Raw(await EventsAsync(service, key, $"/api/audit?limit=2&action={action}")));
        }

        foreach (var other in new[] { id, child })
        {
            var those = seen.Where(e => e.Contains($"\"key_id\":\"{other}\"", StringComparison.Ordinal));
            Assert.NotEmpty(those);
            Assert.Equal(those, Raw(await EventsAsync(service, key, $"/api/audit?limit=2&key_id={other}")));
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Conditions_that_name_a_secret_beyond_the_key_select_nothing_as_for_an_absent_one(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("HIDDEN");
        await service.CreateAsync("SEEN");
        var (_, key) = await service.CreateRestrictedKeyAsync([.. Scopes.All], ["SEEN"]);
        var hidden = Text((await EventsAsync(service, service.Key, "/api/audit?secret=HIDDEN"))[0], "secret_id");
        var seen = Text((await EventsAsync(service, service.Key, "/api/audit?secret=SEEN"))[0], "secret_id");

        foreach (var condition in new[] { "secret=HIDDEN", $"secret_id={hidden}", $"secret=SEEN&secret_id={hidden}", "secret=ABSENT" })
        {
            (await service.SendAsAsync(key, "GET", "/api/audit?" + condition)).Is(200, """{"events":[]}""");
        }

        Assert.Single(await EventsAsync(service, key, $"/api/audit?secret_id={seen}"));
        Assert.Single(await EventsAsync(service, key, $"/api/audit?secret_id={seen}&secret=SEEN"));
    }

    private static IEnumerable<string> Raw(IEnumerable<JsonElement> events) => events.Select(e => e.GetRawText());

    private static string? Text(JsonElement e, string field) => e.TryGetProperty(field, out var value) ? value.GetString() : null;

    /// <summary>Returns the events of a page and all that follow it.</summary>
    private static async Task<List<JsonElement>> EventsAsync(RunningService service, string key, string path)
    {
        var events = new List<JsonElement>();
        for (var next = path; next is not null;)
        {
            var page = await service.SendAsAsync(key, "GET", next);
            Assert.Equal(200, page.Status);
            events.AddRange(page.Json.GetProperty("events").EnumerateArray());
            next = page.Header("Link")?.Split('>')[0][1..];
        }

        return events;
    }
}
