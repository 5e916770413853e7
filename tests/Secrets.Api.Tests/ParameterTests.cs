using System.Globalization;
using System.Text.RegularExpressions;
using FluentValidation;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Api.Requests;
using Secrets.Application;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class ParameterTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases("since")]
    [OnBothDatabases("until")]
    public async Task A_time_needs_an_offset(StorageProvider provider, string name)
    {
        var service = await services.OnAsync(provider);

        foreach (
            var text in new[]
            {
                "2026-01-31T12:00:00",
                "2026-01-31",
                "2026-01-31T12:00",
                "12:00:00Z",
                "Sat, 31 Jan 2026 12:00:00 GMT",
                "01/31/2026",
                "2026-01-31T12:00:00 01:00",
                "",
                "1769860800",
                new('9', 3000),
            }
        )
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
    public async Task Paging_through_events_ends_for_any_case_of_the_parameter(StorageProvider provider, string name)
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
    [OnBothDatabases(
        "POST",
        "/api/import?on_conflict=<256>&dry_run=<256>",
        "query.on_conflict literal_error",
        "query.dry_run bool_parsing"
    )]
    public async Task A_parameter_over_its_limit_gets_422_and_is_not_echoed(
        StorageProvider provider,
        string method,
        string path,
        params string[] failures
    )
    {
        var service = await services.OnAsync(provider);

        // Both have the same length in code points, and the second three times as many bytes.
        foreach (var letter in new[] { "x", "%E2%82%AC" })
        {
            var sent = Regex.Replace(path, "<([0-9]+)>", match =>
                string.Concat(Enumerable.Repeat(letter, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)))
            );

            var response = await service.SendAsync(method, sent, method == "POST" ? [] : null);

            response.IsInvalid(failures);
            Assert.DoesNotContain("xxxxx", response.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_parameter_of_the_maximum_length_is_accepted(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var longest = string.Concat(Enumerable.Repeat("%F0%9F%94%91", 255));

        Assert.Equal(404, (await service.SendAsync("GET", $"/api/secrets/{longest}")).Status);
        Assert.Equal(200, (await service.SendAsync("GET", $"/api/secrets?q={longest}")).Status);
        Assert.Equal(200, (await service.SendAsync("GET", $"/api/audit?secret={longest}")).Status);
        Assert.Equal(404, (await service.SendAsync("GET", $"/api/keys?owner={longest}")).Status);
        Assert.Equal(404, (await service.SendAsync("DELETE", $"/api/keys/{new string('x', 36)}")).Status);
    }

    [Theory]
    [OnBothDatabases(
        "/api/secrets?after=x&limit=0&q=<256>",
        "query.q string_too_long",
        "query.limit greater_than_equal",
        "query.after uuid_parsing"
    )]
    [OnBothDatabases(
        "/api/audit?before=x&limit=1001&until=x&since=x&key_id=x&secret_id=x&secret=<256>&action=<65>&owner=<256>",
        "query.owner string_too_long",
        "query.action string_too_long",
        "query.secret string_too_long",
        "query.secret_id uuid_parsing",
        "query.key_id uuid_parsing",
        "query.since datetime_parsing",
        "query.until datetime_parsing",
        "query.limit less_than_equal",
        "query.before uuid_parsing"
    )]
    [OnBothDatabases("/api/secrets?parameters=x&parameters.limit=1&limit=0x0", "query.limit int_parsing")]
    public async Task All_failures_come_at_once_in_the_order_of_the_document(
        StorageProvider provider,
        string path,
        params string[] failures
    )
    {
        var service = await services.OnAsync(provider);
        var sent = Regex.Replace(path, "<([0-9]+)>", match => new string(
            'x',
            int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        ));

        (await service.SendAsync("GET", sent)).IsInvalid(failures);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_limit_of_every_text_and_page_is_in_the_document(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var paths = (await service.SendAsync("GET", "/openapi.json", key: null)).Json.GetProperty("paths").EnumerateObject();
        var parameters = paths
            .SelectMany(path => path.Value.EnumerateObject())
            .SelectMany(operation => operation.Value.TryGetProperty("parameters", out var described) ? described.EnumerateArray() : [])
            .Where(parameter => parameter.GetProperty("in").GetString() == "query")
            .Select(parameter => (Name: parameter.GetProperty("name").GetString(), Schema: parameter.GetProperty("schema")))
            .ToList();

        var texts = parameters
            .Where(parameter =>
                parameter.Schema.GetProperty("type").ValueEquals("string")
                && !parameter.Schema.TryGetProperty("format", out _)
                && !parameter.Schema.TryGetProperty("enum", out _)
            )
            .ToList();
        var pages = parameters.Where(parameter => parameter.Name == "limit").ToList();

        Assert.Equal(
            ["action", "after", "due", "owner", "q", "secret", "sort", "unused"],
            texts.Select(parameter => parameter.Name).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.All(texts, parameter => Assert.InRange(parameter.Schema.GetProperty("maxLength").GetInt32(), 16, 2048));
        Assert.Equal(
            [(1, 1000), (1, 1000), (1, 1000)],
            pages.Select(parameter =>
                (parameter.Schema.GetProperty("minimum").GetInt32(), parameter.Schema.GetProperty("maximum").GetInt32())
            )
        );
    }

    [Fact]
    public async Task MVC_validates_parameter_models_and_the_pipeline_validates_commands()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        var models = typeof(IParameters)
            .Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IParameters)))
            .ToList();
        var validated = AssemblyScanner
            .FindValidatorsInAssembly(typeof(IParameters).Assembly, includeInternalTypes: true)
            .Select(found => found.InterfaceType.GenericTypeArguments[0])
            .ToList();
        var commands = AssemblyScanner
            .FindValidatorsInAssembly(typeof(ApplicationServices).Assembly, includeInternalTypes: true)
            .Select(found => found.InterfaceType.GenericTypeArguments[0]);
        var bound = service
            .Services.GetRequiredService<IActionDescriptorCollectionProvider>()
            .ActionDescriptors.Items.SelectMany(action => action.Parameters)
            .Select(parameter => parameter.ParameterType)
            .ToList();

        Assert.Equal(
            models.Select(model => model.Name).Order(StringComparer.Ordinal),
            validated.Select(model => model.Name).Order(StringComparer.Ordinal)
        );
        Assert.Empty(models.Except(bound));
        Assert.Empty(bound.Intersect(commands));
        Assert.DoesNotContain(typeof(string), bound);
    }
}
