using System.Text.Json;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The routes of OpenHands' agent server, which reach the same secrets.</summary>
public sealed class SettingsSecretsTests(Services services) : IClassFixture<Services>
{
    private const string NotFound = """{"detail":"Secret not found"}""";

    [Theory]
    [OnBothDatabases]
    public async Task An_upsert_creates_and_then_replaces_value_and_description(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);

        (await UpsertAsync(service, "A", "one", "first")).Is(200, """{"name":"A","description":"first"}""");
        (await UpsertAsync(service, "A", "two", description: null)).Is(200, """{"name":"A","description":null}""");

        Assert.Equal("two", (await service.SendAsync("GET", "/api/settings/secrets/A")).Body);
        (await service.SendAsync("GET", "/api/settings/secrets")).Is(200, """{"secrets":[{"name":"A","description":null}]}""");
        Assert.Equal("one", (await service.RevealAsync("A", 1)).Body);
        (await service.SendAsync("GET", "/api/secrets")).Is(200, """{"custom_secrets":[{"name":"A","description":""}]}""");
    }

    [Theory]
    [OnBothDatabases("with spaces")]
    [OnBothDatabases("with/slashes/ and %2F")]
    [OnBothDatabases("agent-schema")]
    [OnBothDatabases("ключ 🔑")]
    public async Task Any_name_of_the_contract_works(StorageProvider provider, string name)
    {
        var service = await services.OnAsync(provider);
        var path = $"/api/settings/secrets/{Uri.EscapeDataString(name)}";
        await UpsertAsync(service, name, "line one\nline two\n", "d");

        Assert.Equal("line one\nline two\n", (await service.SendAsync("GET", path, [])).Body);
        Assert.Equal((await service.RevealAsync(name)).Header("ETag"), (await service.SendAsync("HEAD", path)).Header("ETag"));
        Assert.Equal("d", (await service.ListAsync())[name]);
        (await service.SendAsync("DELETE", path, [])).Is(200, """{"deleted":true}""");
        (await service.SendAsync("DELETE", path)).Is(404, NotFound);
        (await service.SendAsync("GET", path)).Is(404, NotFound);
        Assert.DoesNotContain(name, (await service.ListAsync()).Keys);
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_upsert_obeys_the_rules_of_the_contract(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        (await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"..","description":1}""")).IsInvalid(
            "body.name string_pattern_mismatch",
            "body.description string_type",
            "body.value missing"
        );
        (
            await service.SendAsync(
                "PUT",
                "/api/settings/secrets",
                """{"name":"absent","value":"v"}"""u8.ToArray(),
                headers: [new("If-Match", "*")]
            )
        ).Is(412, """{"detail":"Precondition Failed"}""");
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_upsert_with_If_None_Match_replaces_no_secret(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        KeyValuePair<string, string>[] none = [new("If-None-Match", "*")];

        var responses = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    service.SendAsync(
                        "PUT",
                        "/api/settings/secrets",
                        JsonSerializer.SerializeToUtf8Bytes(new { name = "A", value = $"by {i}" }),
                        headers: none
                    )
                )
        );

        Assert.Equal(19, responses.Count(response => response.Status == 412));
        Assert.Equal($"by {Array.FindIndex(responses, response => response.Status == 200)}", (await service.RevealAsync("A")).Body);
        var current = (await service.RevealAsync("A")).Header("ETag")!;
        (
            await service.SendAsync(
                "PUT",
                "/api/settings/secrets",
                """{"name":"A","value":"v"}"""u8.ToArray(),
                headers: [new("If-None-Match", current)]
            )
        ).Is(412, """{"detail":"Precondition Failed"}""");
        (
            await service.SendAsync(
                "PUT",
                "/api/settings/secrets",
                """{"name":"A","value":"v"}"""u8.ToArray(),
                headers: [new("If-None-Match", "undecryptable")]
            )
        ).Is(412, """{"detail":"Precondition Failed"}""");
        Assert.Equal(
            200,
            (
                await service.SendAsync(
                    "PUT",
                    "/api/settings/secrets",
                    """{"name":"A","value":"v"}"""u8.ToArray(),
                    headers: [new("If-None-Match", "\"1\"")]
                )
            ).Status
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_upserts_all_succeed_and_one_creates(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);

        var responses = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => UpsertAsync(service, "contested", $"by {i}", $"d{i}")));

        Assert.All(responses, response => Assert.Equal(200, response.Status));
        var secret = (await service.SendAsync("GET", "/api/secrets/contested")).Json;
        Assert.Equal(30, secret.GetProperty("version").GetInt32());
        Assert.Equal("by " + secret.GetProperty("description").GetString()![1..], (await service.RevealAsync("contested")).Body);
    }

    private static Task<ServiceResponse> UpsertAsync(RunningService service, string name, string value, string? description) =>
        service.SendJsonAsync(
            "PUT",
            "/api/settings/secrets",
            JsonSerializer.Serialize(
                new
                {
                    name,
                    value,
                    description,
                }
            )
        );
}
