using System.Text.Json;
using System.Text.RegularExpressions;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The log line of each request, and the request id in its response.</summary>
public sealed partial class RequestLogTests
{
    private const string Owner = "00000000-0000-7000-8000-000000000001";
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [OnBothDatabases]
    public async Task Every_response_has_the_request_id_of_its_log_line_and_event(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:FailedAuthentications=4");
        await service.CreateAsync("a");
        var limited = await service.CreateKeyAsync(owner: null, "secrets:list");
        var expected = new List<string>();
        foreach (
            var (status, route, response) in new[]
            {
                (200, "GET /api/secrets/{secret_id}/value", await service.RevealAsync("a")),
                (400, "POST /api/secrets", await service.CreateAsync("a")),
                (401, "GET /api/secrets", await service.SendAsync("GET", "/api/secrets", key: null)),
                (403, "GET /api/secrets/{secret_id}/value", await service.SendAsync("GET", "/api/secrets/a/value", key: limited)),
                (404, "GET /api/secrets/{secret_id}", await service.SendAsync("GET", "/api/secrets/b")),
                (404, "GET -", await service.SendAsync("GET", "/nowhere/a", key: null)),
                (405, "PATCH -", await service.SendAsync("PATCH", "/api/secrets/a", key: null)),
                (412, "PUT /api/secrets/{secret_id}/value", await service.SetValueAsync("a", "v", "\"7\"")),
                (413, "POST /api/secrets", await service.SendAsync("POST", "/api/secrets", new byte[(1024 * 1024) + 1])),
                (422, "POST /api/secrets", await service.CreateAsync("")),
                (200, "GET /openapi.json", await service.SendAsync("GET", "/openapi.json", key: null)),
                (200, "GET /openapi.json", await service.SendAsync("GET", "/openapi.json", key: null)),
                (200, "GET /docs/{file}", await service.SendAsync("GET", "/docs/index.html", key: null)),
            }
        )
        {
            Assert.Equal(status, response.Status);
            var owner = status == 401 || route is "GET -" or "PATCH -" or "GET /openapi.json" or "GET /docs/{file}" ? "-" : Owner;
            expected.Add($"{route} {status} owner {owner}, request {response.Header("X-Request-ID")}");
        }

        var refused = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => service.SendAsync("GET", "/api/secrets", key: null)));
        expected.AddRange(
            refused.Select(response => $"GET /api/secrets {response.Status} owner -, request {response.Header("X-Request-ID")}")
        );
        await service.Database.ExecuteAsync("UPDATE secrets SET version = version + 1");
        expected.Add(
            $"GET /api/secrets/{{secret_id}}/value 500 owner {Owner}, request {(await service.RevealAsync("a")).Header("X-Request-ID")}"
        );
        await service.Database.ExecuteAsync("ALTER TABLE secrets RENAME TO away");
        var unavailable = (await service.RevealAsync("a")).Header("X-Request-ID");
        expected.Add($"GET /api/secrets/{{secret_id}}/value 503 owner {Owner}, request {unavailable}");
        await service.StopAsync();

        // The first three prepare the test.
        Assert.Equal(expected.Order(), LinesOf(service).Skip(3).Order());
        Assert.Contains(refused, response => response.Status == 429);
        Assert.Equal(expected.Count, expected.Select(line => line.Split(' ')[^1]).Distinct().Count());
        Assert.Contains($"unavailable for request {unavailable}.", service.Log.Text, StringComparison.Ordinal);
        Assert.Equal(
            1,
            await service.Database.ScalarAsync<long>(
                $"SELECT count(*) FROM audit_events WHERE action = 'secret.reveal' AND request_id = '{expected[0].Split(' ')[^1]}'"
            )
        );
    }

    [Fact]
    public async Task A_request_id_sent_by_a_client_is_ignored()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);

        var response = await service.SendAsync("GET", "/api/secrets", headers: [new("X-Request-ID", "of-another")]);

        Assert.NotEqual("of-another", response.Header("X-Request-ID"));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task In_a_container_log_lines_are_JSON_with_the_trace_id_of_the_client()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var service = await ServiceProcess.StartAsync(database, ("DOTNET_RUNNING_IN_CONTAINER", "true"));

        await service.SendAsync("GET", "/api/secrets/a?q=b", headers: ("traceparent", $"00-{TraceId}-b7ad6b7169203331-00"));
        await service.SendAsync("GET", "/api/secrets/a", headers: ("traceparent", "nonsense"));
        var lines = (await service.StopAsync()).TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();

        var requests = lines.Where(line => line.GetProperty("Category").GetString() == "Requests").ToList();
        Assert.Equal(2, requests.Count);
        Assert.Equal(1, lines.Count(line => line.ToString().Contains(TraceId, StringComparison.Ordinal)));
        Assert.Contains($"TraceId:{TraceId}", requests[0].GetProperty("Scopes").ToString(), StringComparison.Ordinal);
        Assert.Matches("TraceId:[0-9a-f]{32}, ParentId:0000000000000000", requests[1].GetProperty("Scopes").ToString());
        var state = requests[0].GetProperty("State");
        Assert.Equal(
            ("GET", "/api/secrets/{secret_id}", 404, Owner),
            (
                state.GetProperty("Method").GetString(),
                state.GetProperty("Route").GetString(),
                state.GetProperty("Status").GetInt32(),
                state.GetProperty("Owner").GetString()
            )
        );
        Assert.True(state.GetProperty("Duration").GetDouble() > 0);
        Assert.EndsWith("Z", requests[0].GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("/api/secrets/a", requests[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", 1)]
    [InlineData("DOTNET_RUNNING_IN_CONTAINER", "true", 1, "Logging__Console__FormatterName", "simple")]
    [InlineData("Logging__LogLevel__Requests", "Warning", 0)]
    [Trait("Category", "Slow")]
    public async Task Outside_a_container_log_lines_are_text_and_settings_override_the_format(
        string setting,
        string value,
        int requests,
        string setting2 = "SETTING",
        string value2 = ""
    )
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var service = await ServiceProcess.StartAsync(
            database,
            [(setting2, value2), .. setting == "" ? Array.Empty<(string, string)>() : [(setting, value)]]
        );

        await service.SendAsync("GET", "/api/secrets/a");
        var lines = (await service.StopAsync()).TrimEnd().Split('\n');

        Assert.Equal(requests, lines.Count(line => ReadableLine().IsMatch(line)));
        Assert.DoesNotContain(lines, line => line.StartsWith('{') || line.Contains("/api/secrets/a", StringComparison.Ordinal));
    }

    private static IEnumerable<string> LinesOf(RunningService service) =>
        service
            .Log.Text.Split('\n')
            .Where(line => line.StartsWith("Requests Information ", StringComparison.Ordinal))
            .Select(line => DurationPart().Replace(line["Requests Information ".Length..].TrimEnd(), " "));

    [GeneratedRegex(" in [0-9.E-]+ ms, ")]
    private static partial Regex DurationPart();

    [GeneratedRegex(
        "info: Requests.* GET /api/secrets/{secret_id} 404 in [0-9.]+ ms, owner 0+-0000-7000-8000-0+1, request [A-Z0-9]+:[0-9]+$"
    )]
    private static partial Regex ReadableLine();
}
