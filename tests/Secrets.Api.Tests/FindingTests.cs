using System.Text.RegularExpressions;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed partial class FindingTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases(1)]
    [OnBothDatabases(4)]
    [OnBothDatabases(10)]
    [OnBothDatabases(1000)]
    public async Task Pages_of_any_size_make_up_the_whole_list(StorageProvider provider, int limit)
    {
        await using var service = await RunningService.StartAsync(provider);
        var names = Enumerable.Range(0, 10).Select(i => $"s{i * 7 % 10}").ToList();
        foreach (var name in names)
        {
            await service.CreateAsync(name);
        }

        var pages = await PagesAsync(service, $"/api/secrets?limit={limit}");

        Assert.Equal(names, pages.SelectMany(page => page));
        Assert.All(pages.SkipLast(1), page => Assert.Equal(limit, page.Count));
        Assert.NotEmpty(pages[^1]);
        Assert.Null((await service.SendAsync("GET", "/api/secrets")).Header("Link"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Pages_neither_repeat_nor_miss_a_secret_while_others_are_created_and_deleted(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        foreach (var i in Enumerable.Range(0, 9))
        {
            await service.CreateAsync($"s{i}");
        }

        var first = await service.SendAsync("GET", "/api/secrets?limit=3");
        await service.DeleteAsync("s1");
        await service.DeleteAsync("s2");
        await service.DeleteAsync("s4");
        await service.UpdateAsync("s5", "renamed");
        await service.CreateAsync("new");

        Assert.Equal(["s0", "s1", "s2"], Names(first));
        Assert.Equal(["s3", "renamed", "s6", "s7", "s8", "new"], (await PagesAsync(service, Next(first)!)).SelectMany(page => page));
    }

    [Theory]
    [OnBothDatabases("git", "GITHUB_TOKEN", "for Git too", "a git b")]
    [OnBothDatabases("ÄPFEL", "äpfel", "Äpfel in text")]
    [OnBothDatabases("%", "100%")]
    [OnBothDatabases("_", "GITHUB_TOKEN", "x_y")]
    [OnBothDatabases("nothing of that kind")]
    [OnBothDatabases("  ")]
    [OnBothDatabases(" ", "for Git too", "a git b", "Äpfel in text")]
    [OnBothDatabases("", "GITHUB_TOKEN", "for Git too", "a git b", "äpfel", "Äpfel in text", "100%", "x_y", "plain")]
    public async Task The_search_finds_text_in_names_and_descriptions_ignoring_case(
        StorageProvider provider,
        string text,
        params string[] found
    )
    {
        await using var service = await RunningService.StartAsync(provider);
        foreach (var name in new[] { "GITHUB_TOKEN", "for Git too", "a git b", "äpfel", "Äpfel in text", "100%", "x_y", "plain" })
        {
            await (
                name.Contains("text", StringComparison.Ordinal) ? service.CreateAsync(name, "v", "fresh äpfel") : service.CreateAsync(name)
            );
        }

        Assert.Equal(found, Names(await service.SendAsync("GET", $"/api/secrets?q={Uri.EscapeDataString(text)}")));
        Assert.Equal(found, (await PagesAsync(service, $"/api/secrets?limit=2&q={Uri.EscapeDataString(text)}")).SelectMany(page => page));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_search_among_thousands_of_secrets_is_complete(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var env = string.Concat(Enumerable.Range(0, 4500).Select(i => $"S{i}=v{i}\n"));
        Assert.Equal(200, (await service.SendAsync("POST", "/api/import", System.Text.Encoding.UTF8.GetBytes(env), "text/plain")).Status);

        Assert.Equal(
            Enumerable.Range(0, 4500).Where(i => $"{i}".Contains("99", StringComparison.Ordinal)).Select(i => $"S{i}"),
            (await PagesAsync(service, "/api/secrets?q=99&limit=7")).SelectMany(page => page)
        );
        Assert.Equal(4500, (await PagesAsync(service, "/api/secrets?limit=1000")).Sum(page => page.Count));
    }

    [Theory]
    [OnBothDatabases("limit=0", "query.limit greater_than_equal")]
    [OnBothDatabases("limit=1001", "query.limit less_than_equal")]
    [OnBothDatabases("limit=ten&after=here", "query.limit int_parsing", "query.after uuid_parsing")]
    [OnBothDatabases("limit=99999999999999999999", "query.limit int_parsing")]
    [OnBothDatabases("limit=0x2", "query.limit int_parsing")]
    [OnBothDatabases("limit=", "query.limit int_parsing")]
    [OnBothDatabases("limit=%201&after=", "query.limit int_parsing", "query.after uuid_parsing")]
    public async Task Invalid_parameters_get_422(StorageProvider provider, string query, params string[] failures)
    {
        var service = await services.OnAsync(provider);

        (await service.SendAsync("GET", $"/api/secrets?{query}")).IsInvalid(failures);
    }

    private static async Task<List<List<string>>> PagesAsync(RunningService service, string path)
    {
        var pages = new List<List<string>>();
        for (string? next = path; next is not null;)
        {
            var response = await service.SendAsync("GET", next);
            Assert.Equal(200, response.Status);
            pages.Add(Names(response));
            next = Next(response);
        }

        return pages;
    }

    private static List<string> Names(ServiceResponse response) =>
        [.. response.Json.GetProperty("custom_secrets").EnumerateArray().Select(secret => secret.GetProperty("name").GetString()!)];

    private static string? Next(ServiceResponse response) =>
        response.Header("Link") is { } link ? LinkNext().Match(link).Groups["address"].Value : null;

    [GeneratedRegex("^<(?<address>[^>]+)>; rel=\"next\"$", RegexOptions.ExplicitCapture)]
    private static partial Regex LinkNext();
}
