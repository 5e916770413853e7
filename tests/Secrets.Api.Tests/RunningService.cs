using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The service on a loopback port with a database of its own, and a client that sends what it is told, byte for byte.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    public const string Key = "the-session-key-of-the-tests";

    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly bool _ownsDatabase;

    private RunningService(WebApplication app, TestDatabase database, LogCapture log, bool ownsDatabase)
    {
        _app = app;
        _ownsDatabase = ownsDatabase;
        Database = database;
        Log = log;
        BaseAddress = new Uri(app.Urls.Single());
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                MaxConnectionsPerServer = 64,
                RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            }
        );
    }

    public Uri BaseAddress { get; }

    public TestDatabase Database { get; }

    public LogCapture Log { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<RunningService> StartAsync(StorageProvider provider, params string[] settings) =>
        StartAsync(provider, TimeProvider.System, settings);

    public static async Task<RunningService> StartAsync(StorageProvider provider, TimeProvider time, params string[] settings) =>
        await StartAsync(await TestDatabase.CreateAsync(provider), time, ownsDatabase: true, settings);

    /// <summary>A further service on the same database and key ring, which go with the first.</summary>
    public Task<RunningService> ReplicaAsync(TimeProvider time, params string[] settings) =>
        StartAsync(Database, time, ownsDatabase: false, settings);

    private static async Task<RunningService> StartAsync(TestDatabase database, TimeProvider time, bool ownsDatabase, string[] settings)
    {
        var log = new LogCapture();
        var app = Program.Build(
            [
                "--urls=http://127.0.0.1:0",
                $"--Storage:Provider={database.Provider}",
                $"--ConnectionStrings:Secrets={database.ConnectionString}",
                $"--Encryption:KeyRingPath={database.KeyRingPath}",
                $"--SESSION_API_KEY={Key}",
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

    /// <summary>Sends with the session key, unless another or none (null) is given.</summary>
    public async Task<Answer> SendAsync(
        string method,
        string path,
        byte[]? body = null,
        string? contentType = "application/json",
        string? key = Key,
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
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Session-API-Key", key);
        }

        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request);
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            $"{response.Headers}{response.Content.Headers}"
        );
    }

    public Task<Answer> SendJsonAsync(string method, string path, string json) => SendAsync(method, path, Encoding.UTF8.GetBytes(json));

    public Task<Answer> CreateAsync(string name, string value = "v", string? description = null) =>
        SendJsonAsync(
            "POST",
            "/api/secrets",
            JsonSerializer.Serialize(
                new
                {
                    name,
                    value,
                    description,
                }
            )
        );

    public Task<Answer> RevealAsync(string id, long? version = null) =>
        SendAsync("GET", $"/api/secrets/{Uri.EscapeDataString(id)}/value{(version is null ? "" : $"?version={version}")}");

    public Task<Answer> SetValueAsync(string id, string value, string? ifMatch = null) =>
        SendAsync(
            "PUT",
            $"/api/secrets/{Uri.EscapeDataString(id)}/value",
            JsonSerializer.SerializeToUtf8Bytes(new { value }),
            headers: ifMatch is null ? null : [new("If-Match", ifMatch)]
        );

    public Task<Answer> UpdateAsync(string id, string name, string? description = null) =>
        SendJsonAsync("PUT", "/api/secrets/" + Uri.EscapeDataString(id), JsonSerializer.Serialize(new { name, description }));

    public Task<Answer> DeleteAsync(string id) => SendAsync("DELETE", "/api/secrets/" + Uri.EscapeDataString(id));

    public async Task<IReadOnlyDictionary<string, string>> ListAsync()
    {
        var list = (await SendAsync("GET", "/api/secrets")).Json.GetProperty("custom_secrets").EnumerateArray();
        return list.ToDictionary(
            secret => secret.GetProperty("name").GetString()!,
            secret => secret.GetProperty("description").GetString()!
        );
    }

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
