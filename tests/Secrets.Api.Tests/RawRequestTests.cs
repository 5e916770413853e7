using System.Globalization;
using System.Text.RegularExpressions;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Raw requests that no client library sends, such as attempts at request smuggling.</summary>
public sealed partial class RawRequestTests(Services services) : IClassFixture<Services>
{
    private const string Anonymous = "Host: secrets\r\n";
    private const string Authenticated = $"{Anonymous}X-Session-API-Key: {RunningService.SessionKey}\r\n";
    private const string Json = "Content-Type: application/json\r\n";
    private const string Last = "Connection: close\r\n";

    [Theory]
    [OnBothDatabases]
    public async Task Pipelined_requests_are_answered_in_their_order(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var responses = await SendAsync(
            service,
            Body("POST /api/secrets", """{"name":"pipelined","value":"first"}"""),
            $"GET /api/secrets/pipelined/value HTTP/1.1\r\n{Authenticated}\r\n",
            $"GET /api/secrets/pipelined/value HTTP/1.1\r\n{Anonymous}\r\n",
            Body("PUT /api/secrets/pipelined/value", """{"value":"second"}"""),
            $"GET /api/secrets/pipelined/value HTTP/1.1\r\n{Authenticated}\r\n",
            $"DELETE /api/secrets/pipelined HTTP/1.1\r\n{Authenticated}\r\n",
            $"GET /api/secrets/pipelined/value HTTP/1.1\r\n{Authenticated}{Last}\r\n",
            $"GET /api/secrets HTTP/1.1\r\n{Authenticated}\r\n"
        );

        Assert.Equal([200, 200, 401, 200, 200, 200, 404], StatusesOf(responses));
        Assert.Equal(["first", "second"], ValueIn().Matches(responses).Select(match => match.Value));
    }

    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    public async Task An_unread_body_is_not_parsed_as_a_request(StorageProvider provider, bool isChunked)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("kept");
        var hidden = $"DELETE /api/secrets/kept HTTP/1.1\r\n{Authenticated}\r\n";
        var body = isChunked
            ? $"Transfer-Encoding: chunked\r\n\r\n{hidden.Length:x}\r\n{hidden}\r\n0\r\n\r\n"
            : $"Content-Length: {hidden.Length}\r\n\r\n{hidden}";

        var responses = await SendAsync(
            service,
            $"POST /api/secrets HTTP/1.1\r\n{Anonymous}{body}",
            $"PATCH /api/secrets/kept HTTP/1.1\r\n{Authenticated}{body}",
            $"GET /api/secrets HTTP/1.1\r\n{Authenticated}{body}",
            $"GET /api/secrets/kept/value HTTP/1.1\r\n{Authenticated}{Last}\r\n"
        );

        Assert.Equal([401, 405, 200, 200], StatusesOf(responses));
    }

    [Theory]
    [OnBothDatabases("Content-Length: 0\r\nContent-Length: 30\r\n")]
    [OnBothDatabases("Content-Length: 0\r\nContent-Length: 0\r\n")]
    [OnBothDatabases("Content-Length: 0, 0\r\n")]
    [OnBothDatabases("Content-Length: -1\r\n")]
    [OnBothDatabases("Content-Length: 0x0\r\n")]
    [OnBothDatabases("Content-Length: 18446744073709551616\r\n")]
    [OnBothDatabases("Content-Length:\r\n")]
    [OnBothDatabases("Content-Length : 0\r\n")]
    [OnBothDatabases("Content-Length: 0\r\n Transfer-Encoding: chunked\r\n")]
    [OnBothDatabases("Transfer-Encoding : chunked\r\n")]
    [OnBothDatabases("Transfer-Encoding: identity\r\n")]
    [OnBothDatabases("Transfer-Encoding: chunked, identity\r\n")]
    [OnBothDatabases("Transfer-Encoding: xchunked\r\n")]
    [OnBothDatabases("Transfer-Encoding: chunked;q=1\r\n")]
    [OnBothDatabases("Transfer-Encoding: \"chunked\"\r\n")]
    [OnBothDatabases("Transfer-Encoding: gzip\r\n")]
    [OnBothDatabases("Host: another\r\n")]
    [OnBothDatabases("X-A: a\rX-B: b\r\n")]
    [OnBothDatabases("X-A: a\0\r\n")]
    [OnBothDatabases("X A: a\r\n")]
    [OnBothDatabases("X-\u00FF: a\r\n")]
    [OnBothDatabases(": a\r\n")]
    [OnBothDatabases("no colon\r\n")]
    public async Task An_ambiguous_head_gets_400_and_nothing_after_it_runs(StorageProvider provider, string header)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("kept");

        var responses = await SendAsync(
            service,
            $"DELETE /api/secrets/kept HTTP/1.1\r\n{Authenticated}{header}\r\n",
            $"0\r\n\r\nDELETE /api/secrets/kept HTTP/1.1\r\n{Authenticated}\r\n",
            $"DELETE /api/secrets/kept HTTP/1.1\r\n{Authenticated}\r\n"
        );

        Assert.Equal([400], StatusesOf(responses));
        (await service.RevealAsync("kept")).IsValue("v");
    }

    [Theory]
    [OnBothDatabases("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n")]
    [OnBothDatabases("Transfer-Encoding: chunked\r\nContent-Length: 6\r\n")]
    [OnBothDatabases("Transfer-Encoding: CHUNKED\r\nContent-Length: 1000\r\n")]
    public async Task With_two_lengths_the_chunks_count_and_nothing_after_them_runs(StorageProvider provider, string lengths)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("kept");
        var body = $$"""{"name":"{{Guid.NewGuid()}}","value":"v"}""";

        var responses = await SendAsync(
            service,
            $"POST /api/secrets HTTP/1.1\r\n{Authenticated}{Json}{lengths}\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n",
            $"DELETE /api/secrets/kept HTTP/1.1\r\n{Authenticated}\r\n"
        );

        Assert.Equal([200], StatusesOf(responses));
        Assert.Contains("Connection: close\r\n", responses, StringComparison.Ordinal);
        (await service.RevealAsync("kept")).IsValue("v");
    }

    [Theory]
    [OnBothDatabases("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00FC\u0003\u0003", 400)]
    [OnBothDatabases("GET /api/secrets", 400)]
    [OnBothDatabases("GET  /api/secrets HTTP/1.1", 400)]
    [OnBothDatabases("GET /api/secrets HTTP/1.2", 505)]
    [OnBothDatabases("GET /api/secrets HTTP/2.0", 505)]
    [OnBothDatabases("GET api/secrets HTTP/1.1", 400)]
    [OnBothDatabases("CONNECT secrets:443 HTTP/1.1", 400)]
    [OnBothDatabases("OPTIONS * HTTP/1.1", 404)]
    [OnBothDatabases("GET * HTTP/1.1", 405)]
    [OnBothDatabases("GET http://another/api/secrets HTTP/1.1", 400)]
    [OnBothDatabases("GET http://secrets/api/secrets HTTP/1.1", 200)]
    [OnBothDatabases("GET http://secrets?/api/secrets HTTP/1.1", 404)]
    [OnBothDatabases("GET //api/secrets HTTP/1.1", 404)]
    [OnBothDatabases("GET /api%2Fsecrets HTTP/1.1", 404)]
    [OnBothDatabases("GET /api\\secrets HTTP/1.1", 404)]
    [OnBothDatabases("GET /api/secrets%00 HTTP/1.1", 400)]
    [OnBothDatabases("GET /api/secrets%3Flimit=1 HTTP/1.1", 404)]
    [OnBothDatabases("GET /api/secrets;limit=1 HTTP/1.1", 404)]
    [OnBothDatabases("GET /api/secrets#top HTTP/1.1", 404)]
    [OnBothDatabases("GET /api/secrets?q=\u00FF HTTP/1.1", 400)]
    [OnBothDatabases("GET /api/%FF HTTP/1.1", 404)]
    [OnBothDatabases("GET /\u00C3\u00A9 HTTP/1.1", 400)]
    [OnBothDatabases("TRACE /api/secrets HTTP/1.1", 405)]
    [OnBothDatabases("DEL\0ETE /api/secrets HTTP/1.1", 400)]
    public async Task Unusual_request_lines_get_the_expected_status(StorageProvider provider, string line, int status)
    {
        var service = await services.OnAsync(provider);

        Assert.Equal([status], StatusesOf(await SendAsync(service, $"{line}\r\n{Authenticated}{Last}\r\n")));
    }

    [Theory]
    [OnBothDatabases("%2F", 404, "/")]
    [OnBothDatabases("%252F", 404, "%2F")]
    [OnBothDatabases("%25252F", 404, "%252F")]
    [OnBothDatabases("%2e%2e%2fsecrets", 404, "../secrets")]
    [OnBothDatabases("%0d%0aX-Added:%20yes", 404, """\r\nX-Added: yes""")]
    [OnBothDatabases("%0a%0aX-Added:%20yes", 404, """\n\nX-Added: yes""")]
    [OnBothDatabases("%250d%250aX-Added:%20yes", 404, "%0d%0aX-Added: yes")]
    [OnBothDatabases("%5c", 404, """\\""")]
    [OnBothDatabases("a;b=c", 404, "a;b=c")]
    [OnBothDatabases("%", 404, "%")]
    [OnBothDatabases("%zz", 404, "%zz")]
    [OnBothDatabases("%u0041", 404, "%u0041")]
    [OnBothDatabases("%00", 400)]
    [OnBothDatabases("kept%00", 400)]
    [OnBothDatabases("\u00FF", 400)]
    [OnBothDatabases("\u00C3\u00A9", 400)]
    [OnBothDatabases("%C0%AF", 422)]
    [OnBothDatabases("%ED%A0%80", 422)]
    [OnBothDatabases("%F4%90%80%80", 422)]
    [OnBothDatabases("%E2%82", 422)]
    [OnBothDatabases("x/../kept", 422)]
    [OnBothDatabases("./kept", 422)]
    public async Task An_id_is_decoded_once_on_every_route_and_adds_no_header(
        StorageProvider provider,
        string id,
        int status,
        string? named = null
    )
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("kept");

        var responses = new List<string>();
        foreach (
            var request in new[]
            {
                $"GET /api/secrets/{id}",
                $"DELETE /api/secrets/{id}",
                $"GET /api/secrets/{id}/value",
                $"HEAD /api/secrets/{id}/value",
                $"GET /api/secrets/{id}/versions",
                $"POST /api/secrets/{id}/versions/1/restore",
                $"GET /api/settings/secrets/{id}",
                $"DELETE /api/settings/secrets/{id}",
            }
        )
        {
            responses.Add(await SendAsync(service, $"{request} HTTP/1.1\r\n{Authenticated}{Last}\r\n"));
        }

        responses.Add(await SendAsync(service, Body($"PUT /api/secrets/{id}", """{"name":"kept"}""", Last)));
        responses.Add(await SendAsync(service, Body($"PUT /api/secrets/{id}/value", """{"value":"another"}""", Last)));
        Assert.All(responses, response => Assert.Equal([status], StatusesOf(response)));
        Assert.All(responses, response => Assert.DoesNotContain("\nX-Added", response, StringComparison.Ordinal));
        if (named is not null)
        {
            Assert.Contains($$"""{"error":"Secret with ID {{named}} not found"}""", responses[0], StringComparison.Ordinal);
        }

        (await service.RevealAsync("kept")).IsValue("v");
    }

    [Theory]
    [OnBothDatabases("/x/../api/secrets/kept%2Fversions%2F1/restore")]
    [OnBothDatabases("/x/../api/secrets/kept%2fversions%2f1/restore")]
    [OnBothDatabases("""/x/../api/secrets/kept\versions\1/restore""")]
    [OnBothDatabases("/api/secrets/kept%2Fversions%2F1%2Frestore")]
    [OnBothDatabases("/api/secrets/x/../kept/versions/1/restore")]
    [OnBothDatabases("/api/secrets/kept%00/versions/1/restore")]
    public async Task An_obfuscated_absolute_form_changes_nothing(StorageProvider provider, string path)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("kept");
        await service.CreateAsync("api");
        await service.SetValueAsync("api", "v");
        var before = (await service.SendAsync("GET", "/api/secrets/api")).Header("ETag");

        var responses = await SendAsync(service, $"POST http://secrets{path} HTTP/1.1\r\n{Authenticated}{Last}\r\n");

        Assert.Equal([422], StatusesOf(responses));
        Assert.Equal(before, (await service.SendAsync("GET", "/api/secrets/api")).Header("ETag"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_absolute_form_reaches_its_path(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("100% ключ");

        Assert.EndsWith(
            "\r\n\r\nv",
            await SendAsync(
                service,
                $"GET http://secrets/api/secrets/100%25%20%D0%BA%D0%BB%D1%8E%D1%87/value?version=1 HTTP/1.1\r\n{Authenticated}{Last}\r\n"
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [OnBothDatabases("%FF")]
    [OnBothDatabases("%C0%AF")]
    [OnBothDatabases("%ED%A0%80")]
    [OnBothDatabases("%00")]
    [OnBothDatabases("%0d%0aX-Added:%20yes")]
    [OnBothDatabases("%zz%")]
    public async Task A_query_that_is_not_text_matches_nothing_and_causes_no_error(StorageProvider provider, string text)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("kept");

        foreach (
            var (query, status) in new[]
            {
                ($"/api/secrets?q={text}", 200),
                ($"/api/secrets?{text}={text}", 200),
                ($"/api/secrets?limit={text}", 422),
                ($"/api/secrets?after={text}", 422),
                ($"/api/secrets/kept/value?version={text}", 422),
                ($"/api/audit?secret={text}", 200),
                ($"/api/audit?action={text}", 200),
                ($"/api/audit?owner={text}", 404),
                ($"/api/keys?owner={text}", 404),
                ($"/api/audit?since={text}", 422),
            }
        )
        {
            var response = await SendAsync(service, $"GET {query} HTTP/1.1\r\n{Authenticated}{Last}\r\n");

            Assert.True(StatusesOf(response).SequenceEqual([status]), $"{query}: {response} after {service.Log.End}");
            Assert.DoesNotContain("\nX-Added", response, StringComparison.Ordinal);
            Assert.Equal(
                query.StartsWith("/api/secrets?%", StringComparison.Ordinal),
                response.Contains("\"kept\"", StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [OnBothDatabases("If-Match: \"\u00FF\"", 412)]
    [OnBothDatabases("Content-Type: application/\u00FF", 422)]
    [OnBothDatabases("Accept: \u00FF", 200)]
    [OnBothDatabases("traceparent: \u00FF", 200)]
    [OnBothDatabases("X-Request-ID: \u00FF", 200)]
    [OnBothDatabases("X-Forwarded-For: \u00FF", 200)]
    [OnBothDatabases("X-Session-API-Key: \u00FF", 401)]
    [OnBothDatabases("Host: \u00FF", 400)]
    public async Task A_header_that_is_not_UTF_8_is_refused_or_ignored(StorageProvider provider, string header, int status)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("headers");
        var name = header.Split(':')[0];
        var others = string.Concat(
            new[] { "Host: secrets", $"X-Session-API-Key: {RunningService.SessionKey}", "Content-Type: application/json" }
                .Where(line => !line.StartsWith(name, StringComparison.Ordinal))
                .Select(line => line + "\r\n")
        );

        var response = await SendAsync(
            service,
            $"PUT /api/secrets/headers/value HTTP/1.1\r\n{others}{header}\r\nContent-Length: 13\r\n{Last}\r\n{{\"value\":\"v\"}}"
        );

        Assert.Equal([status], StatusesOf(response));
        Assert.DoesNotContain("\u00FF", response, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases("X-HTTP-Method-Override: DELETE")]
    [OnBothDatabases("X-HTTP-Method: DELETE")]
    [OnBothDatabases("X-Method-Override: DELETE")]
    [OnBothDatabases("X-Original-URL: /api/settings/secrets/kept")]
    [OnBothDatabases("X-Rewrite-URL: /api/settings/secrets/kept")]
    [OnBothDatabases("X-Original-Method: DELETE")]
    public async Task Headers_and_parameters_cannot_override_method_or_path(StorageProvider provider, string header)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("kept");

        var responses = await SendAsync(
            service,
            $"GET /api/secrets/kept?_method=DELETE&method=DELETE HTTP/1.1\r\n{Authenticated}{header}\r\n\r\n",
            $"POST /api/secrets/kept?_method=DELETE HTTP/1.1\r\n{Authenticated}{header}\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 14\r\n\r\n_method=DELETE",
            $"DELETE /api/nothing HTTP/1.1\r\n{Authenticated}{header}\r\n\r\n",
            $"GET /api/secrets/kept/value HTTP/1.1\r\n{Authenticated}{Last}\r\n"
        );

        Assert.Equal([200, 405, 404, 200], StatusesOf(responses));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Trailers_have_the_limits_of_headers_and_carry_no_key(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var chunked = $"Transfer-Encoding: chunked\r\n{Json}{Last}\r\n2\r\n{{}}\r\n0\r\n";

        Assert.Equal(
            [431],
            StatusesOf(
                await SendAsync(service, $"POST /api/secrets HTTP/1.1\r\n{Authenticated}{chunked}X-Long: {new string('x', 33_000)}\r\n\r\n")
            )
        );
        Assert.Equal(
            [401],
            StatusesOf(
                await SendAsync(
                    service,
                    $"POST /api/secrets HTTP/1.1\r\n{Anonymous}{chunked}X-Session-API-Key: {RunningService.SessionKey}\r\n\r\n"
                )
            )
        );
    }

    [GeneratedRegex(@"(?<=\r\n\r\n)(first|second)(?=HTTP/1\.1 )", RegexOptions.ExplicitCapture)]
    private static partial Regex ValueIn();

    [GeneratedRegex(@"HTTP/1\.1 (?<status>[0-9]{3}) ", RegexOptions.ExplicitCapture)]
    private static partial Regex StatusLine();

    private static IEnumerable<int> StatusesOf(string responses) =>
        StatusLine().Matches(responses).Select(match => int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture));

    private static string Body(string line, string json, string headers = "") =>
        $"{line} HTTP/1.1\r\n{Authenticated}{headers}{Json}Content-Length: {json.Length}\r\n\r\n{json}";

    /// <returns>The responses up to the end of the connection.</returns>
    private static async Task<string> SendAsync(RunningService service, params string[] requests)
    {
        using var connection = await RawConnection.OpenAsync(service.BaseAddress);
        return await connection.SendAsync(string.Concat(requests));
    }
}
