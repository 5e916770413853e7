using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class ParameterTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases("since")]
    [OnBothDatabases("until")]
    public async Task A_time_says_its_offset(StorageProvider provider, string name)
    {
        var service = await services.OnAsync(provider);

        foreach (var text in new[] { "2026-01-31T12:00:00", "2026-01-31", "2026-01-31T12:00", "12:00:00Z", "Sat, 31 Jan 2026 12:00:00 GMT", "01/31/2026", "2026-01-31T12:00:00 01:00", "", "1769860800", new('9', 3000) })
        {
            (await service.SendAsync("GET", $"/api/audit?{name}={Uri.EscapeDataString(text)}")).IsInvalid($"query.{name} datetime_parsing");
        }

        foreach (var text in new[] { "2026-01-31T12:00:00Z", "2026-01-31T12:00:00+01:00", "2026-01-31T12:00:00.123456-11:30" })
        {
            Assert.Equal(200, (await service.SendAsync("GET", $"/api/audit?{name}={Uri.EscapeDataString(text)}")).Status);
        }
    }

    [Theory]
    [OnBothDatabases("before")]
    [OnBothDatabases("Before")]
    [OnBothDatabases("BEFORE")]
    public async Task The_next_page_of_events_comes_to_an_end_whatever_the_case_of_the_parameter(StorageProvider provider, string name)
    {
        await using var service = await RunningService.StartAsync(provider);
        for (var i = 0; i < 5; i++)
        {
            await service.CreateAsync($"S{i}");
        }

        var ids = new List<string>();
        var path = $"/api/audit?limit=1&action=secret.create&{name}=ffffffff-ffff-ffff-ffff-ffffffffffff";
        while (path is not null && ids.Count < 20)
        {
            var page = await service.SendAsync("GET", path);
            ids.AddRange(page.Json.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("id").GetString()!));
            path = page.Header("Link")?.Split('<', '>')[1];
        }

        Assert.Equal((5, 5), (ids.Count, ids.Distinct(StringComparer.Ordinal).Count()));
    }

    [Theory]
    [OnBothDatabases("GET", "/api/secrets?q=<256>", "query.q string_too_long")]
    [OnBothDatabases("GET", "/api/audit?action=<65>", "query.action string_too_long")]
    [OnBothDatabases("GET", "/api/audit?owner=<256>", "query.owner string_too_long")]
    [OnBothDatabases("GET", "/api/audit?secret=<256>", "query.secret string_too_long")]
    [OnBothDatabases("GET", "/api/audit?secret_id=<256>", "query.secret_id uuid_parsing")]
    [OnBothDatabases("GET", "/api/audit?key_id=<256>", "query.key_id uuid_parsing")]
    [OnBothDatabases("GET", "/api/audit?before=<256>", "query.before uuid_parsing")]
    [OnBothDatabases("GET", "/api/secrets?after=<256>", "query.after uuid_parsing")]
    [OnBothDatabases("GET", "/api/keys?owner=<256>", "query.owner string_too_long")]
    [OnBothDatabases("DELETE", "/api/keys/<37>", "path.id string_too_long")]
    [OnBothDatabases("POST", "/api/keys/<37>/rotate?owner=<256>", "path.id string_too_long", "query.owner string_too_long")]
    [OnBothDatabases("POST", "/api/deleted-secrets/<37>/restore", "path.id string_too_long")]
    [OnBothDatabases("GET", "/api/secrets/<256>", "path.secret_id string_too_long")]
    [OnBothDatabases("DELETE", "/api/secrets/<256>", "path.secret_id string_too_long")]
    [OnBothDatabases("GET", "/api/secrets/<256>/value", "path.secret_id string_too_long")]
    [OnBothDatabases("GET", "/api/secrets/<256>/versions", "path.secret_id string_too_long")]
    [OnBothDatabases("POST", "/api/secrets/<256>/versions/1/restore", "path.secret_id string_too_long")]
    [OnBothDatabases("GET", "/api/settings/secrets/<256>", "path.name string_too_long")]
    [OnBothDatabases("DELETE", "/api/settings/secrets/<256>", "path.name string_too_long")]
    [OnBothDatabases("GET", "/api/secrets/A/value?version=<256>", "query.version int_parsing")]
    [OnBothDatabases("POST", "/api/import?on_conflict=<256>&dry_run=<256>", "query.on_conflict literal_error", "query.dry_run bool_parsing")]
    public async Task What_is_too_long_is_said_so_and_not_given_back(StorageProvider provider, string method, string path, params string[] failures)
    {
        var service = await services.OnAsync(provider);

        // Each as long as the limit in code points and three times that in bytes.
        foreach (var letter in new[] { "x", "%E2%82%AC" })
        {
            var sent = System.Text.RegularExpressions.Regex.Replace(path, "<([0-9]+)>", match => string.Concat(Enumerable.Repeat(letter, int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))));

            var answer = await service.SendAsync(method, sent, method == "POST" ? [] : null);

            answer.IsInvalid(failures);
            Assert.DoesNotContain("xxxxx", answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task What_is_as_long_as_its_limit_is_looked_for(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var longest = string.Concat(Enumerable.Repeat("%F0%9F%94%91", 255));

        Assert.Equal(404, (await service.SendAsync("GET", $"/api/secrets/{longest}")).Status);
        Assert.Equal(200, (await service.SendAsync("GET", $"/api/secrets?q={longest}")).Status);
        Assert.Equal(200, (await service.SendAsync("GET", $"/api/audit?secret={longest}")).Status);
        Assert.Equal(404, (await service.SendAsync("GET", $"/api/keys?owner={longest}")).Status);
        Assert.Equal(404, (await service.SendAsync("DELETE", $"/api/keys/{new string('x', 36)}")).Status);
    }
}
