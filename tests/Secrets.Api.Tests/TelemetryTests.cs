using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Secrets.Api.Observability;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Metrics and traces that the service exports to a receiver of the tests.</summary>
[Trait("Category", "Slow")]
public sealed class TelemetryTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string ParentId = "b7ad6b7169203331";
    private const string Name = "telltale-c3d9/ключ %2F";
    private const string Value = "telltale-8e41 значение";

    [Theory]
    [OnBothDatabases]
    public async Task Operations_are_exported_as_metrics(StorageProvider provider)
    {
        var clock = new MovableClock();
        clock.Advance(TimeSpan.FromDays(-10));
        await using var earlier = await RunningService.StartAsync(provider, clock);
        var expired = (await earlier.PostKeyAsync(["secrets:list"], expiresAt: DateTimeOffset.UtcNow.AddDays(-9)))
            .Json.GetProperty("token")
            .GetString()!;
        await earlier.StopAsync();
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var service = await ServiceProcess.StartAsync(
            earlier.Database,
            [
                .. Exporting(receiver),
                ("OTEL_EXPORTER_OTLP_HEADERS", "x-of=the-tests"),
                ("OTEL_SERVICE_NAME", "vault"),
                ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"),
            ]
        );

        await service.SendAsync("POST", "/api/secrets", """{"name":"a","value":"v"}""");
        await service.SendAsync("POST", "/api/secrets", """{"name":"a","value":"taken"}""");
        await service.SendAsync("PUT", "/api/settings/secrets", """{"name":"b","value":"v"}""");
        await service.SendAsync("POST", "/api/import", "C=v\nD=v\n");
        await service.SendAsync("GET", "/api/secrets/a/value");
        await service.SendAsync("GET", "/api/export");
        var token = await FailAuthenticationAsync(service, earlier.Database, expired);
        await receiver.UntilAsync(received => received.Metrics.ContainsKey("Secrets secrets.audit.lag [s]"));
        await receiver.UntilAsync(received => received.Metrics.ContainsKey("Secrets secrets.due [{secret}]"));
        await service.StopAsync();

        var metrics = receiver.Metrics;
        Assert.Equal(4, metrics["Secrets secrets.created [{secret}]"]);
        Assert.Equal(5, metrics["Secrets secrets.revealed [{secret}]"]);
        Assert.Equal(
            ["expired 1", "malformed 3", "missing 1", "revoked 1", "tampered 1", "unknown 1"],
            metrics
                .Where(metric =>
                    metric.Key.StartsWith("Secrets secrets.authentication.failures [{request}] reason=", StringComparison.Ordinal)
                )
                .Select(metric => $"{metric.Key.Split('=')[1]} {metric.Value}")
                .Order()
        );
        Assert.Equal(1, metrics["Secrets secrets.cache.lookups [{lookup}] cache=api_keys hit=true"]);
        Assert.Equal(5, metrics["Secrets secrets.cache.lookups [{lookup}] cache=api_keys hit=false"]);
        Assert.Equal(9, metrics["Secrets secrets.cache.lookups [{lookup}] cache=owner_keys hit=true"]);
        Assert.Equal(1, metrics["Secrets secrets.cache.lookups [{lookup}] cache=owner_keys hit=false"]);
        Assert.InRange(metrics["Secrets secrets.audit.lag [s]"], 0, 60);
        Assert.InRange(metrics["Secrets secrets.key_ring.age [s]"], 0, 60);
        Assert.Equal(0, metrics["Secrets secrets.due [{secret}]"]);
        Assert.Contains(metrics, metric =>
            metric.Key.StartsWith("Microsoft.AspNetCore.Hosting http.server.request.duration [s]", StringComparison.Ordinal)
            && metric.Key.Contains("http.route=/api/secrets/{secret_id}/value", StringComparison.Ordinal)
        );
        Assert.Contains(metrics, metric => metric.Key.StartsWith("System.Runtime dotnet.gc.", StringComparison.Ordinal));
        Assert.Equal(
            provider == StorageProvider.Postgres,
            metrics.Any(metric =>
                metric.Key.StartsWith(
                    "Npgsql db.client.operation.duration [s] db.client.connection.pool.name=secrets",
                    StringComparison.Ordinal
                )
            )
        );
        Assert.Equal(("vault", "test"), (receiver.Resource["service.name"], receiver.Resource["deployment.environment.name"]));
        Assert.All(receiver.Received, request => Assert.Contains("[x-of, the-tests]", request.Headers, StringComparison.Ordinal));
        AssertNotReceived(receiver, token);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_request_is_a_span_whose_parent_is_the_span_of_the_client(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var service = await ServiceProcess.StartAsync(database, Exporting(receiver));
        await service.SendAsync("POST", "/api/secrets", """{"name":"a","value":"v"}""");

        var (_, _, headers) = await service.SendAsync(
            "GET",
            "/api/secrets/a/value",
            headers: [("traceparent", $"00-{TraceId}-{ParentId}-01"), ("tracestate", "v=telltale"), ("baggage", "b=telltale")]
        );
        await database.ExecuteAsync("ALTER TABLE secrets RENAME TO away");
        await service.SendAsync("GET", "/api/secrets/a/value");
        await service.SendAsync("GET", "/elsewhere/a");
        await service.SendAsync("TELLTALE-1F", "/api/secrets");
        await service.StopAsync();

        var span = Assert.Single(receiver.Spans, span => span.ParentId == ParentId);
        Assert.Equal(
            ("Microsoft.AspNetCore", "GET /api/secrets/{secret_id}/value", TraceId, false),
            (span.Source, span.Name, span.TraceId, span.IsError)
        );
        var requestId = headers.Split("X-Request-ID: ")[1].Split('\n')[0].Trim();
        Assert.Equal(
            "http.request.method=GET http.response.status_code=200 http.route=/api/secrets/{secret_id}/value "
                + $"network.protocol.version=1.1 secrets.request_id={requestId} url.scheme=http",
            span.Attributes
        );
        Assert.Equal(
            provider == StorageProvider.Postgres,
            receiver.Spans.Any(child =>
                child.Source == "Npgsql"
                && child.ParentId == span.Id
                && child.Attributes.Contains("db.query.text=SELECT ", StringComparison.Ordinal)
            )
        );
        Assert.Single(receiver.Spans, failed =>
            failed is { Source: "Microsoft.AspNetCore", IsError: true }
            && failed.Attributes.Contains("status_code=503", StringComparison.Ordinal)
        );
        Assert.Equal(provider == StorageProvider.Postgres, receiver.Spans.Any(failed => failed is { Source: "Npgsql", IsError: true }));
        Assert.Equal(
            ["GET", "HTTP"],
            receiver
                .Spans.Where(request => !request.Name.Contains('/', StringComparison.Ordinal) && request.Source != "Npgsql")
                .Select(request => request.Name)
                .Order(StringComparer.Ordinal)
        );
        Assert.All(receiver.Spans, sent =>
            Assert.True(sent.Events == 0 && !sent.HasState && sent.Source is "Microsoft.AspNetCore" or "Npgsql", sent.ToString())
        );
        Assert.All(receiver.Spans.Where(child => child.Source == "Npgsql"), child => Assert.NotEqual("", child.ParentId));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Telemetry_and_logs_contain_no_names_and_no_values(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var receiver = await OtlpReceiver.StartAsync();
        var isPostgres = provider == StorageProvider.Postgres;

        // Error details of Npgsql contain rows.
        var connectionString = database.ConnectionString + (isPostgres ? ";Include Error Detail=true" : "");
        await using var service = await ServiceProcess.StartAsync(
            database,
            [.. Exporting(receiver), ("DOTNET_RUNNING_IN_CONTAINER", "true"), ("ConnectionStrings__Secrets", connectionString)]
        );
        var (id, body) = (
            Uri.EscapeDataString(Name),
            System.Text.Json.JsonSerializer.Serialize(
                new
                {
                    name = Name,
                    value = Value,
                    description = Value,
                }
            )
        );
        (string, string)[] canaries =
        [
            ("traceparent", "telltale-50aa"),
            ("tracestate", "v=telltale-50ab"),
            ("baggage", "b=telltale-50ac"),
            ("X-Request-ID", "telltale-50ad"),
            ("User-Agent", "telltale-50ae"),
            ("Request-Id", "telltale-50af"),
            ("Host", "telltale-50b0"),
        ];

        Assert.Equal(200, (await service.SendAsync("POST", "/api/secrets", body, headers: canaries)).Status);
        Assert.Equal(Value, (await service.SendAsync("GET", $"/api/secrets/{id}/value", headers: canaries)).Body);
        var statuses = new List<int>();
        foreach (
            var (method, path, sent) in new[]
            {
                ("POST", "/api/secrets", body),
                ("PUT", $"/api/secrets/{id}", body),
                ("PUT", $"/api/secrets/{id}/value", System.Text.Json.JsonSerializer.Serialize(new { value = Value })),
                ("GET", $"/api/secrets/{id}x", null),
                ("GET", $"/api/secrets?q={id}", null),
                ("GET", $"/{id}", null),
                ("PATCH", $"/api/secrets/{id}", body),
                ("GET", $"/docs/{id}", null),
                ("POST", "/api/secrets", body[..^3]),
                ("GET", "/api/export", null),
                ("GET", $"/api/audit?secret={id}", null),
            }
        )
        {
            statuses.Add((await service.SendAsync(method, path, sent, headers: canaries)).Status);
        }

        await database.ExecuteAsync(
            isPostgres ? "ALTER TABLE secrets ADD CONSTRAINT none CHECK (version > 1000) NOT VALID" : "ALTER TABLE secrets RENAME TO away"
        );
        statuses.Add(
            (
                await service.SendAsync("POST", "/api/secrets", body.Replace("%2F", "again", StringComparison.Ordinal), headers: canaries)
            ).Status
        );
        var output = await service.StopAsync();

        Assert.Equal([400, 200, 200, 404, 200, 404, 405, 404, 422, 200, 200, 503], statuses);
        Assert.NotEmpty(receiver.Spans);
        foreach (
            var telltale in new[]
            {
                "telltale",
                "ключ",
                "значение",
                Uri.EscapeDataString("ключ"),
                Uri.EscapeDataString("значение").ToLowerInvariant(),
                RunningService.SessionKey,
            }
        )
        {
            AssertNotReceived(receiver, telltale);
            Assert.DoesNotContain(telltale, output, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Telemetry_is_exported_over_gRPC_too()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http2);
        await using var service = await ServiceProcess.StartAsync(database, ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint));

        await service.SendAsync("GET", "/api/secrets");
        await service.StopAsync();

        Assert.Equal("GET /api/secrets", Assert.Single(receiver.Spans).Name);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("http://127.0.0.1:1", "true")]
    public async Task Without_a_receiver_no_exporter_is_loaded(string endpoint, string disabled)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var service = await ServiceProcess.StartAsync(
            database,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
            ("OTEL_SDK_DISABLED", disabled)
        );

        await service.SendAsync("GET", "/api/secrets");

        var loaded = await service.ReadMappedFilesAsync();
        Assert.Contains("Secrets.Api.dll", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("OpenTelemetry.Exporter", loaded, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_audit_lag_grows_while_no_block_is_written_and_disappears_afterwards(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await using var replica = await service.ReplicaAsync(TimeProvider.System);
        var running = new[] { service, replica };
        await WaitForBlocksAsync(running, since: 0);
        await service.Database.ExecuteAsync("ALTER TABLE audit_blocks RENAME TO away");
        var away = Stopwatch.GetTimestamp();
        await service.CreateAsync("a");
        await Task.WhenAll(running.Select(one => one.Log.WaitForAsync("The audit chain could not be extended")));

        Assert.All(running, one => Assert.True(LagOf(one) > Stopwatch.GetElapsedTime(away)));

        await service.Database.ExecuteAsync("ALTER TABLE away RENAME TO audit_blocks");
        await WaitForBlocksAsync(running, since: away);
    }

    [Fact]
    public void Only_listed_attributes_and_no_status_messages_are_exported()
    {
        using var processor = new SpanAttributes();
        using var span = new Activity("request")
            .SetTag("url.path", "/api/secrets/a")
            .SetTag("http.route", "/api/secrets/{secret_id}")
            .SetTag("url.query", "q=a")
            .SetTag("server.address", "a")
            .SetStatus(ActivityStatusCode.Error, "a");

        processor.OnEnd(span);

        Assert.Equal("http.route", Assert.Single(span.TagObjects).Key);
        Assert.Equal((ActivityStatusCode.Error, null), (span.Status, span.StatusDescription));
    }

    private static TimeSpan? LagOf(RunningService service) => service.ChainLag();

    // Both services know the lag, although only one of them writes blocks.
    private static async Task WaitForBlocksAsync(RunningService[] running, long since)
    {
        var start = Stopwatch.GetTimestamp();
        while (running.Any(one => LagOf(one) is not { } lag || lag >= Stopwatch.GetElapsedTime(since)))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "No audit block was written.");
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task An_unreachable_collector_is_reported_once_a_minute()
    {
        const string Warning = "Metrics or traces could not be sent to OTEL_EXPORTER_OTLP_ENDPOINT http://127.0.0.1:1/";
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var service = await ServiceProcess.StartAsync(
            database,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:hunter2@127.0.0.1:1"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200")
        );
        await service.ReadUntilAsync(Warning);
        for (var i = 0; i < 10; i++)
        {
            await service.SendAsync("GET", "/api/secrets");
        }

        var output = await service.StopAsync();

        Assert.Equal(2, output.Split(Warning).Length);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unresponsive_collector_delays_a_stop_by_a_few_seconds_only()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var service = await ServiceProcess.StartAsync(
            database,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{collector.LocalEndpoint}"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        );
        await service.SendAsync("GET", "/api/secrets");
        var stop = Stopwatch.GetTimestamp();

        await service.StopAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(stop), TimeSpan.Zero, TimeSpan.FromSeconds(7));
    }

    private static (string Name, string Value)[] Exporting(OtlpReceiver receiver) =>
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "300"),
        ];

    /// <summary>Fails once for each possible reason, and three times with a malformed key.</summary>
    private static async Task<string> FailAuthenticationAsync(ServiceProcess service, TestDatabase database, string expired)
    {
        async Task<string> CreateKeyAsync() =>
            System
                .Text.Json.JsonDocument.Parse(
                    (await service.SendAsync("POST", "/api/keys", """{"name":"k","scopes":["keys:manage","secrets:list"]}""")).Body
                )
                .RootElement.GetProperty("token")
                .GetString()!;
        async Task FailAsync(string? key) => Assert.Equal(401, (await service.SendAsync("GET", "/api/secrets", key: key)).Status);
        var token = await CreateKeyAsync();
        var id = System
            .Text.Json.JsonDocument.Parse((await service.SendAsync("GET", "/api/keys", key: token)).Body)
            .RootElement.GetProperty("keys")
            .EnumerateArray()
            .Last()
            .GetProperty("id")
            .GetString();
        Assert.Equal(200, (await service.SendAsync("DELETE", $"/api/keys/{id}", key: token)).Status);
        await FailAsync(token);
        await FailAsync(expired);
        var edited = await CreateKeyAsync();
        await database.ExecuteAsync("UPDATE api_keys SET scopes = 'secrets:list'");
        await FailAsync(edited);
        await FailAsync(ApiKeyToken.Generate());
        await FailAsync(key: null);
        await FailAsync("nonsense");
        await FailAsync(new string('x', 2000));
        Assert.Equal(401, (await service.SendAsync("GET", "/api/secrets", headers: ("x-session-api-key", "another"))).Status);
        return token;
    }

    private static void AssertNotReceived(OtlpReceiver receiver, string telltale) => Assert.All(receiver.Received, request =>
        {
            Assert.True(request.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(telltale)) < 0, $"{telltale} was exported.");
            Assert.DoesNotContain(telltale, request.Path + request.Headers, StringComparison.Ordinal);
        });
}
