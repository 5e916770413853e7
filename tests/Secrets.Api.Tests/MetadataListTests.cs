using System.Text.Json;
using System.Text.RegularExpressions;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed partial class MetadataListTests(Services services) : IClassFixture<Services>
{
    /// <summary>Name, labels and days until the secret expires, in the order of creation.</summary>
    private static readonly (string Name, string Labels, int? Days)[] Stored =
    [
        ("d", """{"team":"core","tier":"1"}""", 30),
        ("B", """{"team":"web"}""", null),
        ("a", "{}", -1),
        ("C", """{"team":"core"}""", 10),
        ("é", """{"team":""}""", null),
        ("e", "{}", 10),
    ];

    [Theory]
    [OnBothDatabases("created", "d", "B", "a", "C", "é", "e")]
    [OnBothDatabases("-created", "e", "é", "C", "a", "B", "d")]
    [OnBothDatabases("name", "B", "C", "a", "d", "e", "é")]
    [OnBothDatabases("-name", "é", "e", "d", "a", "C", "B")]
    [OnBothDatabases("due", "a", "C", "e", "d", "B", "é")]
    public async Task Pages_of_any_size_make_up_the_list_in_its_order(StorageProvider provider, string sort, params string[] names)
    {
        var service = await StoredAsync(provider);
        await service.SendJsonAsync("PATCH", "/api/secrets/d/metadata", """{"description":"updated last"}""");

        foreach (var limit in new[] { 1, 2, 5, 6, 1000 })
        {
            Assert.Equal(names, await NamesAsync(service, $"?sort={sort}&limit={limit}"));
        }
    }

    [Theory]
    [OnBothDatabases("?label=team", "d", "B", "C", "é")]
    [OnBothDatabases("?label=team%3Dcore", "d", "C")]
    [OnBothDatabases("?label=team&label=tier%3D1", "d")]
    [OnBothDatabases("?label=team%3D", "é")]
    [OnBothDatabases("?label=none")]
    [OnBothDatabases("?due=0d", "a")]
    [OnBothDatabases("?due=14d", "a", "C", "e")]
    [OnBothDatabases("?due=14d&sort=-name", "e", "a", "C")]
    [OnBothDatabases("?due=3650d&label=team%3Dcore", "C", "d")]
    [OnBothDatabases("?q=%C3%89&sort=name", "é")]
    [OnBothDatabases("?q=of+c", "C")]
    [OnBothDatabases("?q=", "d", "B", "a", "C", "é", "e")]
    public async Task Filters_select_secrets_of_every_page(StorageProvider provider, string query, params string[] names)
    {
        var service = await StoredAsync(provider);

        Assert.Equal(names, await NamesAsync(service, query));
        Assert.Equal(names, await NamesAsync(service, $"{query}&limit=1"));
    }

    [Theory]
    [OnBothDatabases("?sort=size", "query.sort literal_error")]
    [OnBothDatabases("?sort=", "query.sort literal_error")]
    [OnBothDatabases("?due=14", "query.due days_parsing")]
    [OnBothDatabases("?due=-1d", "query.due days_parsing")]
    [OnBothDatabases("?due=3651d", "query.due days_parsing")]
    [OnBothDatabases("?due=", "query.due days_parsing")]
    [OnBothDatabases("?unused=90", "query.unused days_parsing")]
    [OnBothDatabases("?unused=&due=", "query.due days_parsing", "query.unused days_parsing")]
    [OnBothDatabases("?label=", "query.label label_filter")]
    [OnBothDatabases("?label=a%3Db%3Dc", "query.label label_filter")]
    [OnBothDatabases("?label=ok&label=a+b", "query.label label_filter")]
    [OnBothDatabases("?limit=0", "query.limit greater_than_equal")]
    [OnBothDatabases("?limit=1001", "query.limit less_than_equal")]
    [OnBothDatabases("?after=x", "query.after position_parsing")]
    [OnBothDatabases("?after=", "query.after position_parsing")]
    [OnBothDatabases("?after=MCAwIDAgAA", "query.after position_parsing")]
    [OnBothDatabases("?q=%00&limit=x&due=x", "query.due days_parsing", "query.limit int_parsing")]
    public async Task A_parameter_that_is_not_valid_is_refused(StorageProvider provider, string query, params string[] failures)
    {
        var service = await services.OnAsync(provider);

        (await service.SendAsync("GET", $"/api/secret-metadata{query}")).IsInvalid(failures);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_position_is_of_one_order(StorageProvider provider)
    {
        var service = await StoredAsync(provider);
        var next = NextOf(await service.SendAsync("GET", "/api/secret-metadata?sort=name&limit=1"))!;

        Assert.Equal(200, (await service.SendAsync("GET", next)).Status);
        (await service.SendAsync("GET", next.Replace("sort=name", "sort=due", StringComparison.Ordinal))).IsInvalid(
            "query.after position_parsing"
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task Twenty_one_labels_are_too_many_for_a_filter(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        (
            await service.SendAsync("GET", $"/api/secret-metadata?{string.Join('&', Enumerable.Repeat("label=a", 21))}")
        ).IsInvalid("query.label too_long");
    }

    private async Task<RunningService> StoredAsync(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        service.Key = RunningService.SessionKey;
        service.Key = await service.CreateKeyAsync($"owner {Guid.NewGuid()}", [.. Domain.ApiKeys.Scopes.All]);
        foreach (var (name, labels, days) in Stored)
        {
            await service.CreateAsync(name, "a long enough value", $"of {name}");
            var expiresAt = days is { } number ? JsonSerializer.Serialize(DateTime.UtcNow.Date.AddDays(number)) : "null";
            var patched = await service.SendJsonAsync(
                "PATCH",
                $"/api/secrets/{Uri.EscapeDataString(name)}/metadata",
                $$"""{"labels":{{labels}},"expires_at":{{expiresAt}}}"""
            );
            Assert.True(patched.Status == 200, patched.Body);
        }

        return service;
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(RunningService service, string query)
    {
        var names = new List<string>();
        for (var path = $"/api/secret-metadata{query}"; path is not null;)
        {
            var page = await service.SendAsync("GET", path);
            Assert.True(page.Status == 200, page.Body);
            names.AddRange(page.Json.GetProperty("secrets").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!));
            path = NextOf(page);
        }

        return names;
    }

    private static string? NextOf(ServiceResponse page) =>
        page.Header("Link") is { } link ? Link().Match(link).Groups["path"].Value : null;

    [GeneratedRegex("^<(?<path>[^>]+)>; rel=\"next\"$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
