using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Secrets.Api.Authentication;
using Secrets.Api.Contracts;

namespace Secrets.Api.Cli;

/// <summary>A running service, spoken to with the key of <c>SECRETS_API_KEY</c>.</summary>
internal sealed class RemoteService : IDisposable
{
    public const string KeyVariable = "SECRETS_API_KEY";

    private readonly HttpClient _client;

    // No redirects: they would take the key elsewhere.
    public RemoteService(Uri address) => _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"),
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>All secrets, as a .env file.</summary>
    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public Task<byte[]> ExportAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "api/export", body: null, cancellationToken);

    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public async Task<ImportAnswer> ImportAsync(byte[] file, string onConflict, bool dryRun, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Post, $"api/import?on_conflict={onConflict}&dry_run={(dryRun ? "true" : "false")}", file, cancellationToken);
        return JsonSerializer.Deserialize(answer, ApiJson.Web.ImportAnswer)!;
    }

    public void Dispose() => _client.Dispose();

    private async Task<byte[]> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (Environment.GetEnvironmentVariable(KeyVariable) is not { Length: > 0 } key || !request.Headers.TryAddWithoutValidation(ApiKeyAuthenticationHandler.Header, key))
        {
            throw new RemoteServiceException($"{KeyVariable} is not set to an API key.", ExitCodes.Usage);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
        }

        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? answer
                : throw new RemoteServiceException($"{_client.BaseAddress} answers {(int)response.StatusCode}: {ReasonIn(answer)}", (int)response.StatusCode >= 500 ? ExitCodes.Unavailable : ExitCodes.Refused);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RemoteServiceException($"{_client.BaseAddress} cannot be reached: {e.Message}", ExitCodes.Unavailable);
        }
    }

    // The service's own answers to what it refuses; they hold names and places, never a value.
    private static string ReasonIn(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            var root = json.RootElement;
            if (root.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.Array)
            {
                return string.Join("; ", detail.EnumerateArray().Select(entry =>
                    $"{string.Join(' ', entry.GetProperty("loc").EnumerateArray().Skip(1))}: {entry.GetProperty("msg").GetString()}"));
            }

            return $"{(detail.ValueKind == JsonValueKind.String ? detail : root.GetProperty("message")).GetString()}";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "not as this service does.";
        }
    }
}

/// <summary>What a verb ends with where the service cannot be used.</summary>
internal sealed class RemoteServiceException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
