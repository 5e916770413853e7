using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class MetadataTests(Services services) : IClassFixture<Services>
{
    private const string Patch = """
        {"description":"for CI","labels":{"team":"core","example.com/env":""},
         "expires_at":"2031-01-31T12:00:00+02:00","rotate_every_days":90}
        """;

    [Theory]
    [OnBothDatabases]
    public async Task A_patch_changes_what_it_names_and_keeps_the_rest(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("a/b", "short", "before");

        var patched = await PatchAsync(service, "a%2Fb", Patch);
        var read = await service.SendAsync("GET", "/api/secrets/a%2Fb/metadata");
        var again = await PatchAsync(service, "a%2Fb", """{"labels":{"team":null,"tier":"1"},"description":null}""");
        var cleared = await PatchAsync(service, "a%2Fb", """{"labels":null,"expires_at":null,"rotate_every_days":null}""");

        Assert.Equal((200, patched.Body), (read.Status, read.Body));
        Assert.Equal(patched.Header("ETag"), read.Header("ETag"));
        var entry = patched.Json;
        Assert.Equal(("a/b", "for CI", 1), (Text(entry, "name"), Text(entry, "description"), entry.GetProperty("version").GetInt64()));
        Assert.Equal("""{"example.com/env":"","team":"core"}""", entry.GetProperty("labels").GetRawText());
        Assert.Equal("2031-01-31T10:00:00+00:00", Text(entry, "expires_at"));
        Assert.Equal(entry.GetProperty("value_created_at").GetDateTimeOffset().AddDays(90), entry.GetProperty("due").GetDateTimeOffset());
        Assert.Equal("""["value-short","name-not-portable"]""", entry.GetProperty("warnings").GetRawText());
        Assert.False(entry.GetProperty("canary").GetBoolean());
        Assert.Equal("""{"example.com/env":"","tier":"1"}""", again.Json.GetProperty("labels").GetRawText());
        Assert.Equal(("", 90), (Text(again.Json, "description"), again.Json.GetProperty("rotate_every_days").GetInt64()));
        Assert.Equal("{}", cleared.Json.GetProperty("labels").GetRawText());
        Assert.Equal(JsonValueKind.Null, cleared.Json.GetProperty("due").ValueKind);
        (await service.RevealAsync("a/b")).IsValue("short");
    }

    [Theory]
    [OnBothDatabases]
    public async Task Other_changes_keep_metadata_except_the_description_that_they_set(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "a long enough value");
        await PatchAsync(service, "A", Patch.Replace("{\"desc", "{\"canary\":true,\"desc", StringComparison.Ordinal));

        await service.SetValueAsync("A", "short");
        var valued = await MetadataAsync(service, "A");
        await service.UpdateAsync("A", "B", "renamed");
        var renamed = await MetadataAsync(service, "B");
        await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"B","value":"a long enough value"}""");
        var upserted = await MetadataAsync(service, "B");
        await service.SetValueAsync("B", "password");
        await service.DeleteAsync("B");
        await service.SendAsync("POST", $"/api/deleted-secrets/{await service.FindDeletedIdAsync()}/restore");
        var restored = await MetadataAsync(service, "B");

        var all = new[] { valued, renamed, upserted, restored };
        Assert.Equal(["for CI", "renamed", "", ""], all.Select(entry => Text(entry, "description")));
        Assert.Equal(
            ["""["value-short"]""", """["value-short"]""", "[]", """["value-common"]"""],
            all.Select(entry => entry.GetProperty("warnings").GetRawText())
        );
        foreach (var entry in all)
        {
            Assert.Equal("""{"example.com/env":"","team":"core"}""", entry.GetProperty("labels").GetRawText());
            Assert.Equal("2031-01-31T10:00:00+00:00", Text(entry, "expires_at"));
            Assert.True(entry.GetProperty("canary").GetBoolean());
            var valuedAt = entry.GetProperty("value_created_at").GetDateTimeOffset();
            Assert.Equal(valuedAt.AddDays(90), entry.GetProperty("due").GetDateTimeOffset());
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_patch_with_mistakes_names_each_of_them_and_changes_nothing(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("mistakes");
        var before = (await service.SendAsync("GET", "/api/secrets/mistakes/metadata")).Body;

        (
            await PatchAsync(
                service,
                "mistakes",
                """
                {"description":7,"labels":{"ok":"ok","a b":"ok","ok2":"a b","-":9,"\ud800":"x"},"expires_at":"2031-01-31",
                 "rotate_every_days":3651,"canary":"yes","name":"other","value":"v"}
                """
            )
        ).IsInvalid(
            "body.description string_type",
            "body.labels label_key",
            "body.labels label_value",
            "body.labels label_key",
            "body.labels label_value",
            "body.labels label_key",
            "body.expires_at datetime_parsing",
            "body.rotate_every_days less_than_equal",
            "body.canary bool_type",
            "body.(unknown) extra_forbidden",
            "body.(unknown) extra_forbidden"
        );
        (await PatchAsync(service, "mistakes", """{"labels":[],"rotate_every_days":1.5,"expires_at":5}""")).IsInvalid(
            "body.labels dict_type",
            "body.expires_at datetime_type",
            "body.rotate_every_days int_type"
        );
        (await PatchAsync(service, "mistakes", Labels(101))).IsInvalid("body.labels too_long");
        (await PatchAsync(service, "mistakes", Labels(21))).IsInvalid("body.labels too_long");
        (await PatchAsync(service, "mistakes", "[]")).IsInvalid("body model_attributes_type");
        (await PatchAsync(service, "mistakes", "{")).IsInvalid("body json_invalid");
        Assert.Equal(before, (await service.SendAsync("GET", "/api/secrets/mistakes/metadata")).Body);

        Assert.Equal(200, (await PatchAsync(service, "mistakes", Labels(20))).Status);
        (await PatchAsync(service, "mistakes", """{"labels":{"one-more":""}}""")).IsInvalid("body.labels too_long");
        Assert.Equal(200, (await PatchAsync(service, "mistakes", """{"labels":{"one-more":"","l0":null}}""")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Every_character_is_stored_in_a_label_or_refused(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("characters");
        var characters = Enumerable.Range(0, 0x250).Concat([0x2028, 0xFFFD, 0xFFFF, 0x1F511]).Select(char.ConvertFromUtf32).ToList();

        foreach (var some in characters.Chunk(20))
        {
            var labels = some.Select(character => new KeyValuePair<string, JsonNode?>($"a{character}a", "x")).ToList();
            var response = await PatchAsync(service, "characters", new JsonObject { ["labels"] = new JsonObject(labels) }.ToJsonString());
            var refused = some.Select((character, i) => (Character: character, i)).Where(one => !IsAllowed(one.Character)).ToList();
            if (refused.Count > 0)
            {
                response.IsInvalid([.. refused.Select(_ => "body.labels label_key")]);
                Assert.Equal(
                    refused.Select(one => one.i),
                    response.Json.GetProperty("detail").EnumerateArray().Select(entry => entry.GetProperty("loc")[2].GetInt32())
                );
            }

            Assert.Equal(200, (await PatchAsync(service, "characters", """{"labels":null}""")).Status);
        }

        var allowed = characters.Where(IsAllowed).ToList();
        foreach (var some in allowed.Chunk(20))
        {
            var labels = new JsonObject(some.Select(character => new KeyValuePair<string, JsonNode?>($"a{character}a", "x")));
            var patched = await PatchAsync(service, "characters", new JsonObject { ["labels"] = labels }.ToJsonString());
            Assert.Equal(some.Length, patched.Json.GetProperty("labels").EnumerateObject().Count());
            Assert.Equal(200, (await PatchAsync(service, "characters", """{"labels":null}""")).Status);
        }

        Assert.Equal(26 + 26 + 10 + 4, allowed.Count);

        static bool IsAllowed(string text) => text is [var c] && (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/');
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_patch_is_conditional_and_audited(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A");
        var tag = (await service.SendAsync("GET", "/api/secrets/A")).Header("ETag")!;

        var first = await PatchAsync(service, "A", Patch, ("If-Match", tag));
        var stale = await PatchAsync(service, "A", Patch, ("If-Match", tag));
        var absent = await PatchAsync(service, "none", Patch);
        var notModified = await service.SendAsync(
            "GET",
            "/api/secrets/A/metadata",
            headers: [new("If-None-Match", first.Header("ETag")!)]
        );
        var mergePatch = await service.SendAsync(
            "PATCH",
            "/api/secrets/A/metadata",
            Encoding.UTF8.GetBytes(Patch),
            "application/merge-patch+json"
        );

        var responses = new[] { first, stale, absent, notModified, mergePatch };
        Assert.Equal([200, 412, 404, 304, 200], responses.Select(response => response.Status));
        absent.Is(404, """{"error":"Secret with ID none not found"}""");
        Assert.NotEqual(tag, first.Header("ETag"));
        var events = (await service.SendAsync("GET", "/api/audit?secret=A")).Json.GetProperty("events").EnumerateArray();
        Assert.Equal(["secret.update", "secret.update", "secret.create"], events.Select(entry => Text(entry, "action")));
        Assert.Equal(405, (await service.SendJsonAsync("PATCH", "/api/secrets/A", "{}")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Only_keys_that_manage_keys_set_and_see_canaries(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", description: "kept");
        await PatchAsync(service, "A", """{"canary":true}""");
        var manager = service.Key;
        var writer = await service.CreateKeyAsync(owner: null, Scopes.WriteSecrets);
        service.Key = await service.CreateKeyAsync(owner: null, Scopes.ListSecrets, Scopes.WriteSecrets);

        var listed = await service.SendAsync("GET", "/api/secret-metadata");
        var patched = await PatchAsync(service, "A", """{"labels":{"a":"b"}}""");
        var refused = new[]
        {
            await PatchAsync(service, "A", """{"canary":false}"""),
            await PatchAsync(service, "A", """{"canary":null}"""),
            await PatchAsync(service, "none", """{"canary":true}"""),
        };
        var written = await service.SendAsync("PATCH", "/api/secrets/A/metadata", "{}"u8.ToArray(), key: writer);

        Assert.All(refused, response => response.Is(403, """{"detail":"Forbidden"}"""));
        Assert.Equal(200, patched.Status);
        Assert.DoesNotContain("canary", listed.Body + patched.Body, StringComparison.Ordinal);
        Assert.Equal((204, ""), (written.Status, written.Body));
        Assert.NotNull(written.Header("ETag"));
        service.Key = manager;
        Assert.True((await MetadataAsync(service, "A")).GetProperty("canary").GetBoolean());
    }

    private static string Labels(int count) =>
        new JsonObject
        {
            ["labels"] = new JsonObject(Enumerable.Range(0, count).Select(i => new KeyValuePair<string, JsonNode?>($"l{i}", ""))),
        }.ToJsonString();

    private static Task<ServiceResponse> PatchAsync(
        RunningService service,
        string id,
        string json,
        (string Name, string Value)? header = null
    ) =>
        service.SendAsync(
            "PATCH",
            $"/api/secrets/{id}/metadata",
            Encoding.UTF8.GetBytes(json),
            headers: header is { } sent ? [new(sent.Name, sent.Value)] : null
        );

    private static async Task<JsonElement> MetadataAsync(RunningService service, string id) =>
        (await service.SendAsync("GET", $"/api/secrets/{id}/metadata")).Json;

    private static string? Text(JsonElement entry, string field) => entry.GetProperty(field).GetString();
}
