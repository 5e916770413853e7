using System.Text.Json;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>API keys that are restricted to some secrets and client networks.</summary>
public sealed class ApiKeyRestrictionsTests(Services services) : IClassFixture<Services>
{
    private const string Unauthorized = """{"detail":"Unauthorized"}""";
    private const string Forbidden = """{"detail":"Forbidden"}""";
    private static readonly string[] Manage = ["keys:manage", "secrets:list"];

    [Theory]
    [OnBothDatabases]
    public async Task Restrictions_are_shown_once_each_and_stay_when_a_key_is_rotated(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var (id, _) = await service.CreateRestrictedKeyAsync(
            ["secrets:list"],
            ["GITHUB_*", "GITHUB_*", "A*B", "NPM TOKEN", "GITHUB_TOKEN"],
            ["10.1.2.3/8", "10.0.0.0/8", "::ffff:192.0.2.0/120", "2001:db8::/32"]
        );

        var rotated = await service.SendAsync("POST", $"/api/keys/{id}/rotate");

        foreach (var key in new[] { await FindAsync(service, id), rotated.Json })
        {
            Assert.Equal(["GITHUB_*", "A*B", "NPM TOKEN", "GITHUB_TOKEN"], Texts(key, "secrets"));
            Assert.Equal(["10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"], Texts(key, "client_networks"));
        }

        var (plain, _) = await service.CreateRestrictedKeyAsync(["secrets:list"], secrets: null);
        var shown = await FindAsync(service, plain);
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("secrets").ValueKind);
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("client_networks").ValueKind);
    }

    [Theory]
    [OnBothDatabases("""{"secrets":7,"client_networks":"10.0.0.0/8"}""", "body.secrets list_type", "body.client_networks list_type")]
    [OnBothDatabases("""{"secrets":[],"client_networks":[]}""", "body.secrets too_short", "body.client_networks too_short")]
    [OnBothDatabases(
        """{"secrets":["","*",7,"a\nb","\ud800","ok",null,"."],"client_networks":["10.0.0.0","fe80::%eth0/64","::/129",7,"10.0.0.0/8"]}""",
        "body.secrets.0 string_too_short",
        "body.secrets.1 string_too_short",
        "body.secrets.2 string_type",
        "body.secrets.3 string_pattern_mismatch",
        "body.secrets.4 string_unicode",
        "body.secrets.6 string_type",
        "body.secrets.7 string_pattern_mismatch",
        "body.client_networks.0 ip_any_network",
        "body.client_networks.1 ip_any_network",
        "body.client_networks.2 ip_any_network",
        "body.client_networks.3 string_type"
    )]
    public async Task Invalid_restrictions_get_every_failure_at_once(
        StorageProvider provider,
        string restrictions,
        params string[] failures
    )
    {
        var service = await services.OnAsync(provider);

        var response = await service.SendJsonAsync("POST", "/api/keys", $$"""{"name":"k","scopes":["keys:manage"],{{restrictions[1..]}}""");

        Assert.Equal(422, response.Status);
        Assert.Equal(
            failures,
            response.Json.GetProperty("detail").EnumerateArray().Select(entry => $"{PathOf(entry)} {entry.GetProperty("type").GetString()}")
        );

        static string PathOf(JsonElement entry) => string.Join('.', entry.GetProperty("loc").EnumerateArray().Select(part => $"{part}"));
    }

    [Theory]
    [OnBothDatabases(101, 255)]
    [OnBothDatabases(10_000, 20)]
    public async Task More_than_100_names_are_refused_and_100_are_not(StorageProvider provider, int count, int length)
    {
        var service = await services.OnAsync(provider);

        (await service.SendJsonAsync("POST", "/api/keys", Body(count))).IsInvalid("body.secrets too_long", "body.client_networks too_long");
        Assert.Equal(200, (await service.SendJsonAsync("POST", "/api/keys", Body(100))).Status);

        string Body(int items) =>
            JsonSerializer.Serialize(
                new
                {
                    name = "k",
                    scopes = new[] { "secrets:list" },
                    secrets = Enumerable.Range(0, items).Select(i => $"{i}".PadLeft(length, 'N')),
                    client_networks = Enumerable.Range(0, items).Select(i => $"10.{i / 256}.{i % 256}.0/24"),
                }
            );
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_restricted_key_grants_no_more_than_it_reaches(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var (_, token) = await service.CreateRestrictedKeyAsync(Manage, ["GITHUB_*", "NPM"], ["127.0.0.0/8"]);

        foreach (
            var wider in new[]
            {
                """{}""",
                """{"secrets":["GITHUB_*"]}""",
                """{"client_networks":["127.0.0.0/8"]}""",
                """{"secrets":["GITHUB*"],"client_networks":["127.0.0.0/8"]}""",
                """{"secrets":["NPM*"],"client_networks":["127.0.0.0/8"]}""",
                """{"secrets":["NPM","other"],"client_networks":["127.0.0.0/8"]}""",
                """{"secrets":["NPM"],"client_networks":["126.0.0.0/7"]}""",
                """{"secrets":null,"client_networks":null}""",
                """{"secrets":["NPM"],"client_networks":["127.0.0.0/8"],"owner":"someone"}""",
            }
        )
        {
            (await PostAsync(service, token, wider)).Is(403, Forbidden);
        }

        foreach (
            var narrower in new[]
            {
                """{"secrets":["GITHUB_*","NPM"],"client_networks":["127.0.0.0/8"]}""",
                """{"secrets":["GITHUB_A*","GITHUB_B"],"client_networks":["127.0.0.1/32","127.2.0.0/16"]}""",
            }
        )
        {
            Assert.Equal(200, (await PostAsync(service, token, narrower)).Status);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Keys_that_reach_more_do_not_exist_for_a_restricted_key(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var (own, token) = await service.CreateRestrictedKeyAsync(Manage, ["GITHUB_*"]);
        var (narrower, _) = await service.CreateRestrictedKeyAsync(["secrets:list"], ["GITHUB_TOKEN"], ["10.0.0.0/8"]);
        var (wider, _) = await service.CreateRestrictedKeyAsync(["secrets:list"], ["GITHUB_*", "NPM"]);
        var (plain, _) = await service.CreateRestrictedKeyAsync(["secrets:list"], secrets: null);
        const string Absent = "019abcde-0000-7000-8000-00000000000a";

        var listed = Ids(await service.SendAsync("GET", "/api/keys", key: token));

        Assert.Contains(own, listed);
        Assert.Contains(narrower, listed);
        Assert.DoesNotContain(wider, listed);
        Assert.DoesNotContain(plain, listed);
        foreach (var id in new[] { wider, plain })
        {
            foreach (var (method, action) in new[] { ("DELETE", ""), ("POST", "/rotate") })
            {
                var absent = await service.SendAsync(method, $"/api/keys/{Absent}{action}", key: token);
                var hidden = await service.SendAsync(method, $"/api/keys/{id}{action}", key: token);
                Assert.Equal((404, absent.Body.Replace(Absent, id, StringComparison.Ordinal)), (hidden.Status, hidden.Body));
            }

            Assert.Equal(JsonValueKind.Null, (await FindAsync(service, id)).GetProperty("revoked_at").ValueKind);
        }

        Assert.Equal(200, (await service.SendAsync("POST", $"/api/keys/{narrower}/rotate", key: token)).Status);
        Assert.Equal(200, (await service.SendAsync("DELETE", $"/api/keys/{narrower}", key: token)).Status);
        (await service.SendAsync("GET", "/api/keys?owner=default", key: token)).Is(403, Forbidden);
    }

    [Theory]
    [InlineData("198.51.100.0/24", false)]
    [InlineData("203.0.113.0/24", true)]
    [InlineData("127.0.0.0/8", false)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("::/0", false)]
    [InlineData("::ffff:203.0.113.7/128", true)]
    public async Task A_client_outside_of_the_networks_of_its_key_is_refused_like_an_unknown_key(string network, bool isInside)
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite, "--Proxy:Networks=127.0.0.0/8");
        var (_, token) = await service.CreateRestrictedKeyAsync(["secrets:list"], secrets: null, [network]);
        KeyValuePair<string, string>[] forwarded = [new("X-Forwarded-For", "203.0.113.7")];

        var unknown = await service.SendAsync("GET", "/api/secrets", key: ApiKeyToken.Generate(), headers: forwarded);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var response = await service.SendAsync("GET", "/api/secrets", key: token, headers: forwarded);
            Assert.Equal(isInside ? 200 : 401, response.Status);
            if (!isInside)
            {
                response.Is(401, Unauthorized);
                Assert.Equal((unknown.Body, unknown.Header("WWW-Authenticate")), (response.Body, response.Header("WWW-Authenticate")));
            }
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Restrictions_that_were_edited_in_the_database_make_the_key_invalid(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        foreach (
            var change in new[]
            {
                "secret_names = NULL",
                "secret_names = 'other'",
                "client_networks = NULL",
                "client_networks = '127.0.0.0/7'",
                "client_networks = 'nonsense'",
            }
        )
        {
            var (id, token) = await service.CreateRestrictedKeyAsync(["secrets:list"], ["NAME"], ["127.0.0.0/8"]);
            await service.Database.ExecuteAsync(
                $"UPDATE api_keys SET {change} WHERE secret_names = 'NAME' AND id = (SELECT id FROM api_keys ORDER BY id DESC LIMIT 1)"
            );

            (await service.SendAsync("GET", "/api/secrets", key: token)).Is(401, Unauthorized);
            Assert.Contains(id, Ids(await service.SendAsync("GET", "/api/keys")));
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Restrictions_can_be_given_and_seen_on_the_command_line(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var created = await CommandLine.RunAsync(
            service,
            ["keys", "create", "--scopes", "secrets:list", "--secret", "GITHUB_*", "--secret", "NPM", "--network", "127.0.0.1/8"]
        );

        Assert.Equal(0, created.ExitCode);
        Assert.Contains("GITHUB_*, NPM", created.Errors, StringComparison.Ordinal);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: created.Output.TrimEnd())).Status);
        var list = await CommandLine.RunAsync(service, "keys", "list");
        Assert.Matches(@"GITHUB_\*, NPM +127\.0\.0\.0/8", list.Output);
        var json = await CommandLine.RunAsync(service, "keys", "list", "--json");
        Assert.Contains("\"GITHUB_*\"", json.Output, StringComparison.Ordinal);
        var refused = await CommandLine.RunAsync(service, "keys", "create", "--scopes", "secrets:list", "--secret", "*");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("leave secrets out", refused.Errors, StringComparison.Ordinal);
    }

    private static Task<ServiceResponse> PostAsync(RunningService service, string token, string restrictions)
    {
        var fields = restrictions == "{}" ? "}" : $",{restrictions[1..]}";
        var body = $$"""{"name":"k","scopes":["secrets:list"]{{fields}}""";
        return service.SendAsync("POST", "/api/keys", System.Text.Encoding.UTF8.GetBytes(body), key: token);
    }

    private static async Task<JsonElement> FindAsync(RunningService service, string id) =>
        (await service.SendAsync("GET", "/api/keys"))
            .Json.GetProperty("keys")
            .EnumerateArray()
            .Single(key => key.GetProperty("id").GetString() == id);

    private static List<string?> Ids(ServiceResponse list) =>
        [.. list.Json.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("id").GetString())];

    private static IEnumerable<string?> Texts(JsonElement key, string list) =>
        key.GetProperty(list).EnumerateArray().Select(item => item.GetString());
}
