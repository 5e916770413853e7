using System.Text;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class UnknownFieldsTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases(
        "POST",
        "/api/keys",
        """{"name":"k","scopes":["secrets:list"],"expiresAt":"2099-01-01T00:00:00Z","Owner":"alice"}""",
        "body.expiresAt extra_forbidden",
        "body.Owner extra_forbidden"
    )]
    [OnBothDatabases(
        "POST",
        "/api/keys",
        """{"Name":"k","scopes":[7],"\u0041":1}""",
        "body.name missing",
        "body.scopes literal_error",
        "body.Name extra_forbidden",
        "body.(unknown) extra_forbidden"
    )]
    [OnBothDatabases(
        "POST",
        "/api/keys",
        """{"name":"k","scopes":["secrets:list"],"unknown_fields":{"name":[1]}}""",
        "body.(unknown) extra_forbidden"
    )]
    [OnBothDatabases(
        "POST",
        "/api/keys/019abcde-0000-7000-8000-00000000000a/rotate",
        """{"overlapSeconds":0}""",
        "body.overlapSeconds extra_forbidden"
    )]
    [OnBothDatabases("PUT", "/api/secrets/strict/value", """{"value":"v","description":"d"}""", "body.(unknown) extra_forbidden")]
    [OnBothDatabases(
        "PUT",
        "/api/secrets/strict/value",
        """{"":"v","VALUE":"v"}""",
        "body.value missing",
        "body.(unknown) extra_forbidden",
        "body.VALUE extra_forbidden"
    )]
    public async Task A_misspelt_field_of_our_own_routes_is_reported_with_all_other_failures(
        StorageProvider provider,
        string method,
        string path,
        string body,
        params string[] failures
    )
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("strict", "kept");
        var keys = (await service.SendAsync("GET", "/api/keys")).Json.GetProperty("keys").GetArrayLength();

        (await service.SendJsonAsync(method, path, body)).IsInvalid(failures);

        Assert.Equal(keys, (await service.SendAsync("GET", "/api/keys")).Json.GetProperty("keys").GetArrayLength());
        (await service.RevealAsync("strict")).IsValue("kept");
    }

    [Theory]
    [OnBothDatabases]
    public async Task OpenHands_routes_ignore_unknown_fields_and_recognize_escaped_names(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);

        Assert.Equal(200, (await service.SendJsonAsync("POST", "/api/secrets", """{"name":"A","value":"v","more":1}""")).Status);
        Assert.Equal(200, (await service.SendJsonAsync("PUT", "/api/secrets/A", """{"name":"A","more":1}""")).Status);
        Assert.Equal(200, (await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"A","value":"v","more":1}""")).Status);
        Assert.Equal(200, (await service.SendJsonAsync("PUT", "/api/secrets/A/value", """{"\u0076alue":"v","value":"twice"}""")).Status);
    }

    [Theory]
    [OnBothDatabases("application/x-www-form-urlencoded")]
    [OnBothDatabases("Application/X-WWW-Form-Urlencoded; charset=utf-8")]
    [OnBothDatabases("multipart/form-data; boundary=x")]
    public async Task A_file_sent_as_a_form_is_refused_with_the_right_way_to_send_it(StorageProvider provider, string contentType)
    {
        await using var service = await RunningService.StartAsync(provider);

        var response = await service.SendAsync("POST", "/api/import", Encoding.UTF8.GetBytes("A=oneB=two"), contentType);

        response.IsInvalid("header.content-type content_type");
        Assert.Contains("--data-binary", response.Body, StringComparison.Ordinal);
        Assert.Empty(await service.ListAsync());
        foreach (var plain in new[] { "text/plain", null, "application/octet-stream" })
        {
            Assert.Equal(
                200,
                (await service.SendAsync("POST", "/api/import?on_conflict=replace", "A=one\nB=two\n"u8.ToArray(), plain)).Status
            );
        }
    }
}
