using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Secrets.Api.Tests;

/// <summary>Receives OTLP over HTTP or gRPC and parses its protobuf messages.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const string TracesService = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Headers, byte[] Body)> _received = new();
    private readonly SemaphoreSlim _arrived = new(0);

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Endpoint => _app.Urls.Single();

    public IReadOnlyList<(string Path, string Headers, byte[] Body)> Received => [.. _received];

    /// <summary>The resource attributes of the sender.</summary>
    public IReadOnlyDictionary<string, string> Resource =>
        ProtobufField.Walk(Of("/v1/metrics").Take(1), 1, 1, 1).ToDictionary(attribute => attribute.All(1).Single().Text, ValueOf);

    /// <summary>The last values, by meter, instrument and attributes.</summary>
    public IReadOnlyDictionary<string, double> Metrics
    {
        get
        {
            var values = new Dictionary<string, double>();
            foreach (var scope in ProtobufField.Walk(Of("/v1/metrics"), 1, 2))
            {
                foreach (var metric in scope.All(2))
                {
                    // Gauges and sums are numbers. For a histogram the count is used.
                    var numbers = metric
                        .All(5, 1)
                        .Concat(metric.All(7, 1))
                        .Select(point => (Attributes: point.All(7), Value: NumberOf(point)));
                    var counts = metric.All(9, 1).Select(point => (Attributes: point.All(9), Value: (double)point.All(4).Single().Value));
                    var meter = scope.All(1, 1).Single().Text;
                    var instrument = $"{metric.All(1).Single().Text} [{metric.All(3).SingleOrDefault()?.Text}]";
                    foreach (var (attributes, value) in numbers.Concat(counts))
                    {
                        values[$"{meter} {instrument} {AttributesOf(attributes)}".TrimEnd()] = value;
                    }
                }
            }

            return values;
        }
    }

    public IReadOnlyList<OtlpSpan> Spans =>
        [
            .. Of("/v1/traces")
                .Concat(Of(TracesService))
                .SelectMany(request => request.All(1, 2))
                .SelectMany(scope =>
                    scope
                        .All(2)
                        .Select(span => new OtlpSpan(
                            scope.All(1, 1).Single().Text,
                            span.All(5).Single().Text,
                            span.All(1).Single().Hex,
                            span.All(2).Single().Hex,
                            span.All(4).SingleOrDefault()?.Hex ?? "",
                            AttributesOf(span.All(9)),
                            span.All(3).Any(state => state.Bytes.Length > 0),
                            span.All(11).Count(),
                            span.All(15, 3).SingleOrDefault()?.Value == 2
                        ))
                ),
        ];

    public static async Task<OtlpReceiver> StartAsync(HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocols));
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/{**path}", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until the received data suffice.</summary>
    public async Task UntilAsync(Func<OtlpReceiver, bool> isEnough)
    {
        while (!isEnough(this))
        {
            Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(30)), "The expected data did not arrive.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrived.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var isGrpc = context.Request.ContentType == "application/grpc";
        _received.Enqueue(
            (context.Request.Path, string.Join('\n', context.Request.Headers), isGrpc ? body.ToArray()[5..] : body.ToArray())
        );
        _arrived.Release();
        if (isGrpc)
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }

    private IEnumerable<ProtobufField> Of(string path) =>
        _received.Where(request => request.Path == path).Select(request => new ProtobufField(0, 0, request.Body));

    private static string AttributesOf(IEnumerable<ProtobufField> attributes) =>
        string.Join(
            ' ',
            attributes.Select(attribute => $"{attribute.All(1).Single().Text}={ValueOf(attribute)}").Order(StringComparer.Ordinal)
        );

    private static string ValueOf(ProtobufField attribute)
    {
        var value = attribute.All(2).SelectMany(any => ProtobufField.Parse(any.Bytes)).Single();
        return value.Number switch
        {
            1 => value.Text,
            2 => value.Value == 1 ? "true" : "false",
            3 => value.Value.ToString(CultureInfo.InvariantCulture),
            _ => BitConverter.UInt64BitsToDouble(value.Value).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static double NumberOf(ProtobufField point) =>
        point.All(4).SingleOrDefault() is { } number
            ? BitConverter.UInt64BitsToDouble(number.Value)
            : point.All(6).SingleOrDefault()?.Value ?? 0;
}

internal sealed record OtlpSpan(
    string Source,
    string Name,
    string TraceId,
    string Id,
    string ParentId,
    string Attributes,
    bool HasState,
    int Events,
    bool IsError
);
