using System.Net.Sockets;
using System.Text;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class BadInputTests(Services services) : IClassFixture<Services>
{
    private const string Head = $"POST /api/secrets HTTP/1.1\r\nHost: x\r\nX-Session-API-Key: {RunningService.SessionKey}\r\n";

    [Theory]
    [OnBothDatabases("{}", "body.name missing", "body.value missing")]
    [OnBothDatabases("null", "body missing")]
    [OnBothDatabases("[]", "body model_attributes_type")]
    [OnBothDatabases("""{"name":"","value":7}""", "body.name string_too_short", "body.value string_type")]
    [OnBothDatabases("""{"name":".","value":""}""", "body.name string_pattern_mismatch")]
    [OnBothDatabases("""{"name":"..","value":""}""", "body.name string_pattern_mismatch")]
    [OnBothDatabases("""{"name":"a\u0000b","value":""}""", "body.name string_pattern_mismatch")]
    [OnBothDatabases("""{"name":"a\nb","value":""}""", "body.name string_pattern_mismatch")]
    [OnBothDatabases("""{"name":"A","description":"a\u0000b","value":""}""", "body.description string_pattern_mismatch")]
    [OnBothDatabases(
        """{"name":"\ud800","description":"\udc00","value":"\ud800x"}""",
        "body.name string_unicode",
        "body.description string_unicode",
        "body.value string_unicode"
    )]
    [OnBothDatabases("""{"name":"A","value":"v","\ud800":1""", "body json_invalid")]
    [OnBothDatabases("""{"name":"A","value":"v"} x""", "body json_invalid")]
    [OnBothDatabases("""{"name":NaN}""", "body json_invalid")]
    [OnBothDatabases("""{"NAME":"A","Value":"v"}""", "body.name missing", "body.value missing")]
    public async Task An_invalid_body_gets_every_failure_at_once(StorageProvider provider, string body, params string[] failures)
    {
        var service = await services.OnAsync(provider);

        (await service.SendJsonAsync("POST", "/api/secrets", body)).IsInvalid(failures);
    }

    [Theory]
    [OnBothDatabases("text/plain")]
    [OnBothDatabases("application/x-www-form-urlencoded")]
    [OnBothDatabases("multipart/form-data; boundary=x")]
    [OnBothDatabases("application/jsonp")]
    [OnBothDatabases("json")]
    [OnBothDatabases("text/json+json/x")]
    public async Task A_body_of_another_content_type_is_not_an_object(StorageProvider provider, string contentType)
    {
        var service = await services.OnAsync(provider);

        (await service.SendAsync("POST", "/api/secrets", """{"name":"A","value":"v"}"""u8.ToArray(), contentType)).IsInvalid(
            "body model_attributes_type"
        );
    }

    [Theory]
    [OnBothDatabases(64, "body.name string_type")]
    [OnBothDatabases(65, "body json_invalid")]
    [OnBothDatabases(100_000, "body json_invalid")]
    public async Task JSON_can_be_64_levels_deep(StorageProvider provider, int depth, string failure)
    {
        var service = await services.OnAsync(provider);
        var arrays = depth - 1;

        (
            await service.SendJsonAsync(
                "POST",
                "/api/secrets",
                $$"""{"value":"v","name":{{new string('[', arrays)}}{{new string(']', arrays)}}}"""
            )
        ).IsInvalid(failure);
    }

    [Theory]
    [OnBothDatabases(new byte[] { 0xFF })]
    [OnBothDatabases(new byte[] { 0xC0, 0x80 })]
    [OnBothDatabases(new byte[] { 0xED, 0xA0, 0x80 })]
    [OnBothDatabases(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [OnBothDatabases(new byte[] { 0xE2, 0x82 })]
    public async Task Invalid_UTF_8_is_refused_even_in_ignored_fields(StorageProvider provider, byte[] bytes)
    {
        var service = await services.OnAsync(provider);
        byte[] body = [.. """{"name":"A","value":"v","ignored":" """u8, .. bytes, .. "\"}"u8];

        (await service.SendAsync("POST", "/api/secrets", body)).IsInvalid("body json_invalid");
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_byte_order_mark_is_skipped(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        Assert.Equal(
            200,
            (await service.SendAsync("POST", "/api/secrets", [0xEF, 0xBB, 0xBF, .. """{"name":"bom","value":"v"}"""u8])).Status
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_last_value_of_a_repeated_field_counts(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        await service.SendJsonAsync("POST", "/api/secrets", """{"name":1,"value":"v","name":"last one"}""");

        Assert.Contains("last one", (await service.ListAsync()).Keys);
    }

    [Theory]
    [OnBothDatabases(65536, 200)]
    [OnBothDatabases(65537, 422)]
    public async Task A_value_can_have_64_KiB_of_UTF_8(StorageProvider provider, int bytes, int status)
    {
        var service = await services.OnAsync(provider);

        Assert.Equal(status, (await service.CreateAsync($"long {bytes}", new string('é', bytes / 2) + new string('x', bytes % 2))).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_value_can_be_empty_and_contain_NUL(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        Assert.Equal(200, (await service.CreateAsync("empty", "")).Status);
        Assert.Equal(200, (await service.CreateAsync("NUL", "a\0b")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_body_can_have_at_most_1_MiB(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var fits = Encoding.UTF8.GetBytes("""{"name":"padded","value":"v"}""".PadRight(1024 * 1024));

        Assert.Equal(200, (await service.SendAsync("POST", "/api/secrets", fits)).Status);
        (await service.SendAsync("POST", "/api/secrets", new byte[20_000_000], key: null)).Is(401, """{"detail":"Unauthorized"}""");
        (await service.SendAsync("POST", "/api/secrets", new byte[20_000_000])).Is(413, """{"detail":"Request body too large"}""");
        (await service.SendAsync("POST", "/api/secrets", [.. fits, (byte)' '], headers: [new("Transfer-Encoding", "chunked")])).Is(
            413,
            """{"detail":"Request body too large"}"""
        );
        (await service.SendAsync("POST", "/api/secrets", [.. fits, (byte)' '])).Is(413, """{"detail":"Request body too large"}""");
        Assert.Contains("padded", (await service.ListAsync()).Keys);
    }

    [Theory]
    [OnBothDatabases("/api/secrets/%FF")]
    [OnBothDatabases("/api/secrets/%C0%80")]
    [OnBothDatabases("/api/x/../secrets/a%2Fb")]
    public async Task An_unreadable_id_is_refused(StorageProvider provider, string path)
    {
        var service = await services.OnAsync(provider);

        (await service.SendAsync("DELETE", path)).IsInvalid("path.secret_id string_unicode");
    }

    [Theory]
    [OnBothDatabases("/api/secrets/%00", 400)]
    [OnBothDatabases("/api/secrets/%0d%0aX:%20y", 404)]
    [OnBothDatabases("/api/secrets/..", 404)]
    [OnBothDatabases("/api/secrets/%2e%2e", 404)]
    public async Task A_hostile_path_is_refused(StorageProvider provider, string path, int status)
    {
        var service = await services.OnAsync(provider);

        Assert.Equal(status, (await service.SendAsync("DELETE", path)).Status);
    }

    [Theory]
    [OnBothDatabases("/api/audit?action=%00", 200)]
    [OnBothDatabases("/api/audit?secret=a%00b", 200)]
    [OnBothDatabases("/api/audit?owner=%00", 404)]
    [OnBothDatabases("/api/keys?owner=%00", 404)]
    [OnBothDatabases("/api/secrets?q=%00", 200)]
    public async Task A_filter_with_NUL_matches_nothing(StorageProvider provider, string path, int status)
    {
        var service = await services.OnAsync(provider);

        var response = await service.SendAsync("GET", path);

        Assert.True(
            response.Status == status && (status == 404 || response.Json.EnumerateObject().Single().Value.GetArrayLength() == 0),
            $"{response.Status} {response.Body}"
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_invalid_update_changes_nothing(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("unchanged", "v", "before");

        (await service.SendJsonAsync("PUT", "/api/secrets/unchanged", """{"name":"","description":7}""")).IsInvalid(
            "body.name string_too_short",
            "body.description string_type"
        );
        (await service.SendJsonAsync("PUT", "/api/secrets/absent", """{"name":7}""")).IsInvalid("body.name string_type");

        Assert.Equal("before", (await service.ListAsync())["unchanged"]);
    }

    [Fact]
    public async Task A_body_cut_off_by_a_shutdown_is_not_accepted()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite, "--shutdownTimeoutSeconds=1");
        using var client = new TcpClient("127.0.0.1", service.BaseAddress.Port);
        await using var stream = client.GetStream();
        var complete = """{"name":"cut","value":"v"}""";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Head}Content-Length: 1000\r\n\r\n{complete}"));
        await service.Log.WaitForAsync("Executing endpoint");

        await service.StopAsync();

        Assert.Matches("^(HTTP/1.1 503 |$)", await ReadToEndAsync(stream));
        Assert.DoesNotContain("POST /api/secrets 2", service.Log.Text, StringComparison.Ordinal);
        Assert.Equal(0, await service.Database.ScalarAsync<long>("SELECT count(*) FROM secrets"));
    }

    [Theory]
    [OnBothDatabases("fffffffffffffffff\r\n")]
    [OnBothDatabases("x\r\n")]
    [OnBothDatabases("2\r\n{}xy")]
    public async Task A_body_with_broken_chunks_gets_400_and_logs_no_error(StorageProvider provider, string chunks)
    {
        var service = await services.OnAsync(provider);
        using var client = new TcpClient("127.0.0.1", service.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Head}Transfer-Encoding: chunked\r\n\r\n{chunks}"));

        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("ErrorResponses Error", service.Log.Text, StringComparison.Ordinal);
    }

    /// <summary>Returns the response, or nothing if the connection was closed without one.</summary>
    private static async Task<string> ReadToEndAsync(Stream stream)
    {
        try
        {
            using var reader = new StreamReader(stream, leaveOpen: true);
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
