using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class GenerateTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases("{}", 32, "base64url", "^[A-Za-z0-9_-]{32}$")]
    [OnBothDatabases("", 32, "base64url", "^[A-Za-z0-9_-]{32}$")]
    [OnBothDatabases("""{"length":null,"alphabet":null,"description":null}""", 32, "base64url", "^[A-Za-z0-9_-]{32}$")]
    [OnBothDatabases("""{"length":8,"alphabet":"hex"}""", 8, "hex", "^[0-9a-f]{8}$")]
    [OnBothDatabases("""{"length":1024,"alphabet":"alphanumeric"}""", 1024, "alphanumeric", "^[A-Za-z0-9]{1024}$")]
    [OnBothDatabases("""{"length":100,"alphabet":"ascii"}""", 100, "ascii", "^[!-~]{100}$")]
    [OnBothDatabases("""{"alphabet":"words"}""", 8, "words", "^[a-z]{5}(-[a-z]{5}){7}$")]
    public async Task A_generated_value_is_as_asked_for_and_never_in_the_response(
        StorageProvider provider,
        string body,
        int length,
        string alphabet,
        string pattern
    )
    {
        var service = await services.OnAsync(provider);
        var name = $"GENERATED_{body.Length}_{alphabet}";

        var response = await service.SendJsonAsync("POST", $"/api/secrets/{name}/generate", body);

        var value = await service.RevealAsync(name);
        Assert.Matches(pattern, value.Body);
        response.Is(200, $$"""{"name":"{{name}}","version":1,"length":{{length}},"alphabet":"{{alphabet}}"}""");
        Assert.Equal(value.Header("ETag"), response.Header("ETag"));
        Assert.DoesNotContain(value.Body, response.Body + response.Headers + service.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_value_for_an_existing_secret_is_its_next_version_and_the_description_stays(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("AGAIN", "first", "kept");

        (await service.SendAsync("POST", "/api/secrets/AGAIN/generate")).Is(
            200,
            """{"name":"AGAIN","version":2,"length":32,"alphabet":"base64url"}"""
        );

        var generated = (await service.RevealAsync("AGAIN")).Body;
        Assert.Equal("first", (await service.RevealAsync("AGAIN", version: 1)).Body);
        Assert.Equal("kept", (await service.ListAsync())["AGAIN"]);

        await service.SendJsonAsync("POST", "/api/secrets/AGAIN/generate", """{"description":"changed"}""");

        Assert.NotEqual(generated, (await service.RevealAsync("AGAIN")).Body);
        Assert.Equal("changed", (await service.ListAsync())["AGAIN"]);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_scope_to_write_is_enough_and_each_value_has_its_event(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var key = await service.CreateKeyAsync(owner: null, Scopes.WriteSecrets);

        Assert.Equal(200, (await service.SendAsync("POST", "/api/secrets/MADE/generate", key: key)).Status);
        Assert.Equal(200, (await service.SendAsync("POST", "/api/secrets/MADE/generate", key: key)).Status);

        var events = (await service.SendAsync("GET", "/api/audit?secret=MADE")).Json.GetProperty("events").EnumerateArray();
        Assert.Equal(["secret.value", "secret.create"], events.Select(e => e.GetProperty("action").GetString()));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_condition_that_is_not_met_leaves_the_value(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("CONDITIONAL", "first");
        var tag = (await service.RevealAsync("CONDITIONAL")).Header("ETag")!;

        Assert.Equal(412, await StatusAsync("CONDITIONAL", "If-Match", "\"other\""));
        Assert.Equal(412, await StatusAsync("CONDITIONAL", "If-None-Match", "*"));
        Assert.Equal(412, await StatusAsync("ABSENT", "If-Match", "*"));
        Assert.Equal("first", (await service.RevealAsync("CONDITIONAL")).Body);
        Assert.Equal(404, (await service.RevealAsync("ABSENT")).Status);

        Assert.Equal(200, await StatusAsync("CONDITIONAL", "If-Match", tag));
        Assert.Equal(412, await StatusAsync("CONDITIONAL", "If-Match", tag));
        Assert.Equal(200, await StatusAsync("ABSENT", "If-None-Match", "*"));

        async Task<int> StatusAsync(string name, string header, string value) =>
            (await service.SendAsync("POST", $"/api/secrets/{name}/generate", headers: [new(header, value)])).Status;
    }

    [Theory]
    [OnBothDatabases("A", """{"length":7,"alphabet":"Hex"}""", "body.length greater_than_equal", "body.alphabet literal_error")]
    [OnBothDatabases("A", """{"length":1025,"description":7}""", "body.length less_than_equal", "body.description string_type")]
    [OnBothDatabases(
        "A",
        """{"length":"32","alphabet":0,"value":"v"}""",
        "body.length int_type",
        "body.alphabet string_type",
        "body.(unknown) extra_forbidden"
    )]
    [OnBothDatabases("A", """{"length":8.5}""", "body.length int_type")]
    [OnBothDatabases("A", """{"alphabet":"base64"}""", "body.alphabet literal_error")]
    [OnBothDatabases("A", "[]", "body model_attributes_type")]
    [OnBothDatabases("a%0Ab", """{"length":1}""", "path.secret_id string_pattern_mismatch", "body.length greater_than_equal")]
    [OnBothDatabases("a%E2%80%AEb", "{}", "path.secret_id string_bidirectional_control")]
    public async Task Every_failure_is_reported_at_once_and_nothing_is_stored(
        StorageProvider provider,
        string name,
        string body,
        params string[] failures
    )
    {
        var service = await services.OnAsync(provider);

        (await service.SendJsonAsync("POST", $"/api/secrets/{name}/generate", body)).IsInvalid(failures);

        Assert.Equal(404, (await service.SendAsync("GET", $"/api/secrets/{name}")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task No_generated_value_is_longer_than_values_may_be(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:MaxValueBytes=47");

        Assert.Equal(200, (await service.SendJsonAsync("POST", "/api/secrets/A/generate", """{"length":47}""")).Status);
        Assert.Equal(200, (await service.SendJsonAsync("POST", "/api/secrets/A/generate", """{"alphabet":"words"}""")).Status);
        (await service.SendJsonAsync("POST", "/api/secrets/A/generate", """{"length":48}""")).IsInvalid("body.length less_than_equal");
        (await service.SendJsonAsync("POST", "/api/secrets/A/generate", """{"length":9,"alphabet":"words"}""")).IsInvalid(
            "body.length less_than_equal"
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_owner_at_its_limit_generates_values_for_existing_secrets_only(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:SecretsPerOwner=1");

        Assert.Equal(200, (await service.SendAsync("POST", "/api/secrets/ONE/generate")).Status);
        (await service.SendAsync("POST", "/api/secrets/TWO/generate")).IsInvalid("body limit_reached");
        Assert.Equal(200, (await service.SendAsync("POST", "/api/secrets/ONE/generate")).Status);
    }

    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    public async Task The_command_generates_a_value_without_printing_it(StorageProvider provider, bool remote)
    {
        var service = await services.OnAsync(provider);
        var name = $"BY COMMAND/{remote}";
        string[] source = remote ? ["--url", service.BaseAddress.ToString()] : [];
        var key = await service.CreateKeyAsync(owner: null, Scopes.WriteSecrets);

        var first = await RunAsync("--length", "40", "--alphabet", "alphanumeric", "--description", "by command");
        var second = await RunAsync("--alphabet", "words");
        var refused = await RunAsync("--length", "7");

        Assert.Equal((0, ""), (first.ExitCode, first.Output));
        Assert.Contains($"Generated version 1 of {name}: 40 characters of alphanumeric.", first.Errors, StringComparison.Ordinal);
        Assert.Matches("^[A-Za-z0-9]{40}$", (await service.RevealAsync(name, version: 1)).Body);
        Assert.Contains($"Generated version 2 of {name}: 8 words.", second.Errors, StringComparison.Ordinal);
        var value = (await service.RevealAsync(name)).Body;
        Assert.Matches("^[a-z-]{47}$", value);
        Assert.DoesNotContain(value, second.Output + second.Errors, StringComparison.Ordinal);
        Assert.Equal("by command", (await service.ListAsync())[name]);
        Assert.Equal(remote ? 4 : 2, refused.ExitCode);
        Assert.Contains("length: Input should be greater than or equal to 8", refused.Errors, StringComparison.Ordinal);

        Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] options) =>
            CommandLine.RunAsync(service, key, ["generate", name, .. options, .. source]);
    }
}
