using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using Secrets.Api.Authentication;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;

namespace Secrets.Api.Cli;

/// <summary>A client of a running service, with the API key in <c>SECRETS_API_KEY</c>.</summary>
internal sealed class RemoteService : IDisposable
{
    public const string KeyVariable = "SECRETS_API_KEY";

    private const string NotThisService = "the response is not from this service. Check the address.";

    private readonly HttpClient _client;
    private readonly string _name;

    public RemoteService(Uri address)
    {
        // A redirect would send the key to another host.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = TimeSpan.FromSeconds(30),
        };

        // Without user and password, for messages.
        _name = _client.BaseAddress.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
    }

    /// <summary>The number of secrets that the service could not decrypt for the last export.</summary>
    public long NotDecrypted { get; private set; }

    /// <summary>Returns all secrets as a .env file.</summary>
    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public Task<byte[]> ExportAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "api/export", body: null, MediaTypeNames.Text.Plain, cancellationToken);

    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public async Task<ImportResponse> ImportAsync(byte[] file, string onConflict, bool dryRun, CancellationToken cancellationToken)
    {
        var response = await SendAsync(
            HttpMethod.Post,
            $"api/import?on_conflict={onConflict}&dry_run={(dryRun ? "true" : "false")}",
            file,
            MediaTypeNames.Application.Json,
            cancellationToken
        );
        try
        {
            if (
                JsonSerializer.Deserialize(response, ApiJson.Web.ImportResponse) is
                { Added: not null, Changed: not null, Unchanged: not null, Skipped: not null, Invalid: not null } imported
            )
            {
                return imported;
            }
        }
        catch (JsonException)
        {
            // Reported below.
        }

        throw UnexpectedResponse();
    }

    /// <summary>Creates the exception for a response that is not this service's, such as the login page of a proxy.</summary>
    public RemoteServiceException UnexpectedResponse() => new($"{_name} responds with 200: {NotThisService}", ExitCodes.Refused);

    public void Dispose() => _client.Dispose();

    private async Task<byte[]> SendAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        string responseType,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (
            Environment.GetEnvironmentVariable(KeyVariable) is not { Length: > 0 } key
            || !request.Headers.TryAddWithoutValidation(ApiKeyAuthenticationHandler.Header, key)
        )
        {
            throw new RemoteServiceException($"{KeyVariable} is not set to an API key.", ExitCodes.Usage);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue(MediaTypeNames.Text.Plain) },
            };
        }

        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                NotDecrypted =
                    response.TrailingHeaders.TryGetValues(EnvFileExport.NotDecryptedTrailer, out var values)
                    && long.TryParse(values.First(), CultureInfo.InvariantCulture, out var count)
                        ? count
                        : 0;
                return response.Content.Headers.ContentType?.MediaType == responseType ? content : throw UnexpectedResponse();
            }

            throw new RemoteServiceException(
                $"{_name} responds with {(int)response.StatusCode}: {ReasonIn(content)}",
                (int)response.StatusCode >= 500 ? ExitCodes.Unavailable : ExitCodes.Refused
            );
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new RemoteServiceException($"{_name} cannot be reached: {e.Message}", ExitCodes.Unavailable);
        }
    }

    // The service's error responses hold names and locations, never a value.
    private static string ReasonIn(byte[] content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            var root = json.RootElement;
            if (root.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.Array)
            {
                return string.Join(
                    "; ",
                    detail
                        .EnumerateArray()
                        .Select(entry =>
                            $"{string.Join(' ', entry.GetProperty("loc").EnumerateArray().Skip(1))}: {entry.GetProperty("msg").GetString()}"
                        )
                );
            }

            return $"{(detail.ValueKind == JsonValueKind.String ? detail : root.GetProperty("message")).GetString()}";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return NotThisService;
        }
    }
}
