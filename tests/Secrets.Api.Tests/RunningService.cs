using System.Net.Security;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The service on a loopback port with its own database, and a client that sends paths and headers unchanged.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    public const string SessionKey = "the-session-key-of-the-tests";

    // Stands for the property Key, because the default of a parameter must be a constant.
    private const string DefaultKey = "<the key of the service>";

    // Stands for the type of most bodies of the path.
    private const string DefaultType = "<the type of the path>";

    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly bool _ownsDatabase;

    private RunningService(WebApplication app, TestDatabase database, LogCapture log, bool ownsDatabase)
    {
        _app = app;
        _ownsDatabase = ownsDatabase;
        Database = database;
        Log = log;
        BaseAddress = new Uri(app.Urls.Single().Replace("[::]", "localhost", StringComparison.Ordinal));
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                MaxConnectionsPerServer = 64,
                RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
                },
            }
        );
    }

    /// <summary>The key that requests carry unless another is given: a stored one with all scopes.</summary>
    public string Key { get; set; } = SessionKey;

    public Uri BaseAddress { get; }

    public TestDatabase Database { get; }

    public LogCapture Log { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<RunningService> StartAsync(StorageProvider provider, params string[] settings) =>
        StartAsync(provider, TimeProvider.System, settings);

    public static async Task<RunningService> StartAsync(StorageProvider provider, TimeProvider time, params string[] settings)
    {
        var service = await StartWithoutStoredKeyAsync(provider, time, settings);
        service.Key = await service.CreateKeyAsync(owner: null, [.. Scopes.All]);
        return service;
    }

    public static Task<RunningService> StartWithoutStoredKeyAsync(StorageProvider provider, params string[] settings) =>
        StartWithoutStoredKeyAsync(provider, TimeProvider.System, settings);

    /// <summary>Starts a service with an empty table of API keys, whose requests carry the session key.</summary>
    public static async Task<RunningService> StartWithoutStoredKeyAsync(
        StorageProvider provider,
        TimeProvider time,
        params string[] settings
    ) => await StartAsync(await TestDatabase.CreateAsync(provider), time, ownsDatabase: true, settings);

    /// <summary>Starts another service on the same database and key ring. Disposing the first one removes both.</summary>
    public async Task<RunningService> ReplicaAsync(TimeProvider time, params string[] settings)
    {
        var replica = await StartAsync(Database, time, ownsDatabase: false, settings);
        replica.Key = Key;
        return replica;
    }

    private static async Task<RunningService> StartAsync(TestDatabase database, TimeProvider time, bool ownsDatabase, string[] settings)
    {
        var log = new LogCapture();
        var app = Program.Build(
            [
                "--urls=http://127.0.0.1:0",
                $"--Storage:Provider={database.Provider}",
                $"--ConnectionStrings:Secrets={database.ConnectionString}",
                $"--Encryption:KeyRingPath={database.KeyRingPath}",
                $"--SESSION_API_KEY={SessionKey}",
                "--Limits:FailedAuthentications=1000000",
                "--Limits:DrainSeconds=0",
                .. settings,
            ],
            builder =>
            {
                log.TakeAll(builder);
                builder.Services.AddSingleton(time);
            }
        );
        await app.Services.OpenInstallationAsync(CancellationToken.None);
        await app.StartAsync();
        return new RunningService(app, database, log, ownsDatabase);
    }

    /// <param name="key">The key in the request, or null for a request without one.</param>
    public async Task<ServiceResponse> SendAsync(
        string method,
        string path,
        byte[]? body = null,
        string? contentType = DefaultType,
        string? key = DefaultKey,
        IEnumerable<KeyValuePair<string, string>>? headers = null
    )
    {
        var uri = new Uri(
            BaseAddress.GetLeftPart(UriPartial.Authority) + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        using var request = new HttpRequestMessage(new HttpMethod(method), uri);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType == DefaultType ? TypeOf(path) : contentType);
            }
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Session-API-Key", key == DefaultKey ? Key : key);
        }

        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request);
        return new ServiceResponse(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            $"{response.Headers}{response.Content.Headers}"
        );
    }

    internal static string TypeOf(string path) =>
        path.StartsWith("/api/import", StringComparison.Ordinal) ? "text/plain" : "application/json";

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        if (_ownsDatabase)
        {
            await Database.DisposeAsync();
        }
    }
}
