using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class HistoryTests(Services services) : IClassFixture<Services>
{
    private const string Stale = """{"detail":"Precondition Failed"}""";

    [Theory]
    [OnBothDatabases]
    public async Task A_new_value_is_the_next_version_and_the_old_one_stays_readable(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("rotated", "first", "kept");

        var response = await service.SetValueAsync("rotated", "second");

        response.Is(200, """{"message":"Secret value updated successfully"}""");
        Assert.Equal((await service.RevealAsync("rotated")).Header("ETag"), response.Header("ETag"));
        Assert.Equal(
            ("second", "second", "first"),
            (
                (await service.RevealAsync("rotated")).Body,
                (await service.RevealAsync("rotated", 2)).Body,
                (await service.RevealAsync("rotated", 1)).Body
            )
        );
        Assert.Equal("kept", (await service.ListAsync())["rotated"]);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_history_has_times_and_keys_and_no_values(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("told", "first value");
        var created = (await service.PostKeyAsync(["secrets:write"])).Json;
        await service.SendAsync(
            "PUT",
            "/api/secrets/told/value",
            """{"value":"second value"}"""u8.ToArray(),
            key: created.GetProperty("token").GetString()
        );

        var response = await service.SendAsync("GET", "/api/secrets/told/versions");

        var versions = response.Json.GetProperty("versions").EnumerateArray().ToList();
        Assert.Equal(
            [(2, true), (1, false)],
            versions.Select(version => (version.GetProperty("number").GetInt32(), version.GetProperty("current").GetBoolean()))
        );
        Assert.Equal(created.GetProperty("id").GetGuid(), versions[0].GetProperty("created_by").GetGuid());
        Assert.NotEqual(created.GetProperty("id").GetGuid(), versions[1].GetProperty("created_by").GetGuid());
        Assert.True(versions[0].GetProperty("created_at").GetDateTimeOffset() > versions[1].GetProperty("created_at").GetDateTimeOffset());
        Assert.DoesNotContain("value", response.Body, StringComparison.Ordinal);
        (await service.SendAsync("GET", "/api/secrets/untold/versions")).Is(404, """{"error":"Secret with ID untold not found"}""");
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_old_value_is_restored_as_a_new_version(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("restored", "one");
        await service.SetValueAsync("restored", "two");

        var response = await service.SendAsync("POST", "/api/secrets/restored/versions/1/restore", []);

        response.Is(200, """{"message":"Secret version restored successfully"}""");
        Assert.Equal((await service.RevealAsync("restored")).Header("ETag"), response.Header("ETag"));
        Assert.Equal(
            ["one", "two", "one"],
            [
                (await service.RevealAsync("restored")).Body,
                (await service.RevealAsync("restored", 2)).Body,
                (await service.RevealAsync("restored", 1)).Body,
            ]
        );
        (await service.SendAsync("POST", "/api/secrets/restored/versions/9/restore")).Is(
            404,
            """{"error":"Version 9 of secret with ID restored not found"}"""
        );
        (await service.SendAsync("POST", "/api/secrets/nobody/versions/1/restore")).Is(
            404,
            """{"error":"Version 1 of secret with ID nobody not found"}"""
        );
        (await service.SendAsync("POST", "/api/secrets/restored/versions/x/restore")).IsInvalid("path.version int_parsing");
    }

    [Theory]
    [OnBothDatabases("10", 10)]
    [OnBothDatabases("3", 3)]
    [OnBothDatabases("1", 1)]
    public async Task The_newest_versions_are_kept_and_older_ones_destroyed(StorageProvider provider, string setting, int kept)
    {
        await using var service = await RunningService.StartAsync(provider, $"--Limits:VersionsKept={setting}");
        await service.CreateAsync("many", "v1");
        await service.CreateAsync("other", "o1");
        await service.SetValueAsync("other", "o2");
        for (var i = 2; i <= 14; i++)
        {
            Assert.Equal(200, (await service.SetValueAsync("many", $"v{i}")).Status);
        }

        var numbers = (await service.SendAsync("GET", "/api/secrets/many/versions"))
            .Json.GetProperty("versions")
            .EnumerateArray()
            .Select(version => version.GetProperty("number").GetInt32())
            .ToList();

        Assert.Equal(Enumerable.Range(15 - kept, kept).Reverse(), numbers);
        foreach (var number in numbers)
        {
            Assert.Equal($"v{number}", (await service.RevealAsync("many", number)).Body);
        }

        Assert.Equal(404, (await service.RevealAsync("many", 14 - kept)).Status);
        Assert.Equal("o2", (await service.RevealAsync("other")).Body);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_rename_keeps_the_history_readable_and_encrypts_it_again(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("before", "one");
        await service.SetValueAsync("before", "two");
        await service.SetValueAsync("before", "three");

        Assert.Equal(200, (await service.UpdateAsync("before", "after", "d")).Status);

        Assert.Equal(
            ["three", "two", "one"],
            [
                (await service.RevealAsync("after")).Body,
                (await service.RevealAsync("after", 2)).Body,
                (await service.RevealAsync("after", 1)).Body,
            ]
        );
        Assert.Equal(200, (await service.SendAsync("POST", "/api/secrets/after/versions/1/restore")).Status);
        Assert.Equal("one", (await service.RevealAsync("after")).Body);

        // The envelope is bound to the name, so a change of the name in the database is detected.
        await service.Database.ExecuteAsync("UPDATE secrets SET name = 'before'");
        Assert.Equal(
            new[] { 500, 500 },
            new[] { (await service.RevealAsync("before")).Status, (await service.RevealAsync("before", 1)).Status }
        );
    }

    [Theory]
    [OnBothDatabases("<old>", 412)]
    [OnBothDatabases("<new>", 200)]
    [OnBothDatabases("<old>, <new>", 200)]
    [OnBothDatabases("*", 200)]
    [OnBothDatabases("W/<new>", 412)]
    [OnBothDatabases("2", 412)]
    [OnBothDatabases("\"2\"", 412)]
    [OnBothDatabases("*, <new>", 412)]
    [OnBothDatabases("\"\"", 412)]
    [OnBothDatabases("", 200)]
    public async Task A_change_with_a_stale_tag_gets_412_and_changes_nothing(StorageProvider provider, string ifMatch, int status)
    {
        await using var service = await RunningService.StartAsync(provider);
        var changes = new (string Method, string Path, string? Body)[]
        {
            ("PUT", "/api/secrets/guarded/value", """{"value":"next"}"""),
            ("POST", "/api/secrets/guarded/versions/1/restore", null),
            ("DELETE", "/api/secrets/guarded/versions/1", null),
            ("PUT", "/api/secrets/guarded", """{"name":"guarded","description":"next"}"""),
            ("PUT", "/api/secrets/guarded", """{"name":"renamed"}"""),
            ("PUT", "/api/settings/secrets", """{"name":"guarded","value":"next"}"""),
            ("DELETE", "/api/secrets/guarded", null),
            ("DELETE", "/api/settings/secrets/guarded", null),
        };
        foreach (var (method, path, body) in changes)
        {
            await service.DeleteAsync("guarded");
            await service.DeleteAsync("renamed");
            await service.CreateAsync("guarded", "one", "d");
            var old = (await service.RevealAsync("guarded")).Header("ETag");
            var current = (await service.SetValueAsync("guarded", "two")).Header("ETag");
            KeyValuePair<string, string>[] header =
            [
                new(
                    "If-Match",
                    ifMatch.Replace("<old>", old, StringComparison.Ordinal).Replace("<new>", current, StringComparison.Ordinal)
                ),
            ];

            var response = await service.SendAsync(
                method,
                path,
                body is null ? null : System.Text.Encoding.UTF8.GetBytes(body),
                headers: header
            );

            Assert.True(status == response.Status, $"{method} {path}: {response.Status} {response.Body}");
            if (status == 412)
            {
                response.Is(412, Stale);
                Assert.Equal(("two", "d"), ((await service.RevealAsync("guarded")).Body, (await service.ListAsync())["guarded"]));
                Assert.Equal(2, (await service.SendAsync("GET", "/api/secrets/guarded")).Json.GetProperty("version").GetInt32());
            }
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_tag_of_a_secret_covers_its_description_and_the_tag_of_a_value_does_not(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("tagged", "v", "one");
        var ofSecret = (await service.SendAsync("GET", "/api/secrets/tagged")).Header("ETag")!;
        var ofValue = (await service.RevealAsync("tagged")).Header("ETag")!;
        await service.UpdateAsync("tagged", "tagged", "two");

        (
            await service.SendAsync(
                "PUT",
                "/api/secrets/tagged",
                """{"name":"tagged","description":"three"}"""u8.ToArray(),
                headers: [new("If-Match", ofSecret)]
            )
        ).Is(412, Stale);
        (await service.SetValueAsync("tagged", "next", ofSecret)).Is(412, Stale);

        Assert.Equal("two", (await service.ListAsync())["tagged"]);
        Assert.Equal(200, (await service.SetValueAsync("tagged", "next", ofValue)).Status);
        var fresh = (await service.SendAsync("GET", "/api/secrets/tagged")).Header("ETag")!;
        Assert.Equal(200, (await service.SendAsync("DELETE", "/api/secrets/tagged", headers: [new("If-Match", fresh)])).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Of_concurrent_changes_with_the_same_tag_one_succeeds(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("contested", "v1");
        var tag = (await service.RevealAsync("contested")).Header("ETag");

        var responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => service.SetValueAsync("contested", $"by {i}", tag)));

        Assert.Equal(1, responses.Count(response => response.Status == 200));
        Assert.Equal(39, responses.Count(response => response.Status == 412));
        var winner = Array.FindIndex(responses, response => response.Status == 200);
        Assert.Equal($"by {winner}", (await service.RevealAsync("contested")).Body);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_changes_without_a_condition_all_succeed_and_each_is_a_version(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:VersionsKept=100");
        await service.CreateAsync("busy", "v");

        var responses = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i => i % 4 == 3 ? service.UpdateAsync("busy", "busy", $"d{i}") : service.SetValueAsync("busy", $"by {i}"))
        );

        Assert.All(responses, response => Assert.Equal(200, response.Status));
        var expected = responses
            .Select((response, i) => (Tag: response.Header("ETag"), Value: $"by {i}"))
            .Where(response => response.Tag is not null)
            .ToDictionary(response => response.Tag!, response => response.Value);
        Assert.Equal(30, expected.Count);
        for (var version = 2; version <= 31; version++)
        {
            var revealed = await service.RevealAsync("busy", version);
            Assert.Equal(expected[revealed.Header("ETag")!], revealed.Body);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_changes_and_renames_lose_no_value(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:VersionsKept=100");
        await service.CreateAsync("A", "v1");

        var responses = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(i =>
                    (i % 3) switch
                    {
                        0 => service.UpdateAsync("A", "B"),
                        1 => service.UpdateAsync("B", "A"),
                        _ => service.SetValueAsync(i % 2 == 0 ? "A" : "B", $"by {i}"),
                    }
                )
        );

        Assert.All(responses, response => Assert.Contains(response.Status, new[] { 200, 404 }));
        var name = Assert.Single(await service.ListAsync()).Key;
        var versions = (await service.SendAsync("GET", $"/api/secrets/{name}/versions"))
            .Json.GetProperty("versions")
            .EnumerateArray()
            .Select(version => version.GetProperty("number").GetInt64())
            .ToList();
        Assert.Equal(1 + responses.Where((response, i) => i % 3 == 2 && response.Status == 200).Count(), versions.Count);
        foreach (var number in versions)
        {
            Assert.Equal(200, (await service.RevealAsync(name, number)).Status);
        }
    }

    [Theory]
    [OnBothDatabases("{}", "body.value missing")]
    [OnBothDatabases("""{"value":7}""", "body.value string_type")]
    [OnBothDatabases("""{"value":null}""", "body.value string_type")]
    [OnBothDatabases("[]", "body model_attributes_type")]
    public async Task A_new_value_obeys_the_rules_of_the_first(StorageProvider provider, string body, string failure)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("ruled", "v");

        (await service.SendJsonAsync("PUT", "/api/secrets/ruled/value", body)).IsInvalid(failure);
        (await service.SetValueAsync("ruled", new string('x', 65537))).IsInvalid("body.value string_too_long");
        (await service.SetValueAsync("not there", "v")).Is(404, """{"error":"Secret with ID not there not found"}""");
    }
}
