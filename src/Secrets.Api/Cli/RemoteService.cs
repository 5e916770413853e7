using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Secrets.Api.Authentication;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.SecretFiles;

namespace Secrets.Api.Cli;

/// <summary>A client of a running service, with the API key in <c>SECRETS_API_KEY</c>.</summary>
internal sealed class RemoteService : IDisposable
{
    public const string KeyVariable = RemoteApiKey.Variable;

    private const int MaxJsonBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // Paths keep their escapes: the name a%2Fb of a secret must not become a path.
    private static readonly UriCreationOptions AsIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly RemoteAddress _address;
    private readonly RemoteCertificate _certificate;
    private readonly HttpClient _client;

    public RemoteService(Uri url)
    {
        _address = RemoteAddress.Of(url);
        _certificate = new RemoteCertificate(_address.Url.Host);
        var handler = _address.CreateHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = _certificate.Validate;
        _client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        if (!_address.IsHttps && !_address.IsLoopback)
        {
            Output.Note($"Warning: {_address} has no TLS, so everyone on the way can read the API key and the secrets. Use https.");
        }
    }

    /// <summary>Returns the path of a secret's route.</summary>
    /// <param name="rest">The end of the path, such as <c>/value</c>.</param>
    public static string PathOf(string secret, string rest = "") => $"api/secrets/{Uri.EscapeDataString(secret)}{rest}";

    /// <summary>Returns all secrets as a file.</summary>
    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public Task<RemoteResponse> ExportAsync(ExportFormat format, CancellationToken cancellationToken)
    {
        var path = $"api/export?format={format.ToString().ToLowerInvariant()}";
        return SendAsync(HttpMethod.Get, path, MediaTypes.Of(format), cancellationToken, maxBytes: Array.MaxLength);
    }

    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public async Task<ImportResponse> ImportAsync(
        byte[] file,
        ImportFormat format,
        string onConflict,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        var path = $"api/import?on_conflict={onConflict}&dry_run={(dryRun ? "true" : "false")}";
        using var body = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(MediaTypes.Of(format)) } };
        return await SendAsync<ImportResponse>(HttpMethod.Post, path, cancellationToken, body);
    }

    /// <summary>Gets JSON of a type that <see cref="ApiJson"/> has.</summary>
    /// <param name="path">The path below the address, without a slash at its beginning, escaped.</param>
    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, cancellationToken);

    /// <summary>Gets page after page of a list, as the header <c>Link</c> names them.</summary>
    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public async IAsyncEnumerable<T> GetPagesAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? next = path; next is not null;)
        {
            var response = await SendAsync(HttpMethod.Get, next, MediaTypeNames.Application.Json, cancellationToken);
            yield return Read<T>(response);

            // Only the query: a link cannot lead to another host, nor out of the path of the address.
            var last = next;
            next = response.NextQuery is { } query ? path.Split('?')[0] + query : null;
            if (next == last)
            {
                throw UnexpectedResponse();
            }
        }
    }

    /// <summary>Sends a request whose response is JSON of a type that <see cref="ApiJson"/> has.</summary>
    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, CancellationToken cancellationToken, HttpContent? body = null) =>
        Read<T>(await SendAsync(method, path, MediaTypeNames.Application.Json, cancellationToken, body));

    /// <summary>Sends a request. Only a response with status 200 and this media type, or with status 204, is returned.</summary>
    /// <param name="path">The path below the address, without a slash at its beginning, escaped.</param>
    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public async Task<RemoteResponse> SendAsync(
        HttpMethod method,
        string path,
        string responseType,
        CancellationToken cancellationToken,
        HttpContent? body = null,
        string? ifMatch = null,
        int? maxBytes = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(_address.Url.AbsoluteUri + path, AsIs)) { Content = body };
        request.Headers.TryAddWithoutValidation(ApiKeyAuthenticationHandler.Header, RemoteApiKey.Read());
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            maxBytes ??= responseType == MediaTypeNames.Application.Json ? MaxJsonBytes : Array.MaxLength;
            await response.Content.LoadIntoBufferAsync(maxBytes.Value, timeout.Token);
            var content = await response.Content.ReadAsByteArrayAsync(timeout.Token);
            return response.StatusCode == HttpStatusCode.NoContent
                    ? new RemoteResponse([], response.Headers, response.TrailingHeaders)
                : response.StatusCode != HttpStatusCode.OK ? throw RemoteFailure.Of($"{_address}", response.StatusCode, content)
                : response.Content.Headers.ContentType?.MediaType == responseType
                    ? new RemoteResponse(content, response.Headers, response.TrailingHeaders)
                : throw UnexpectedResponse();
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new RemoteServiceException($"{_address} cannot be reached: {CauseOf(e)}", ExitCodes.Unavailable);
        }
    }

    /// <summary>Creates the exception for a response that is not this service's, such as the login page of a proxy.</summary>
    public RemoteServiceException UnexpectedResponse() =>
        new($"{_address} responds with 200: {RemoteFailure.NotThisService}", ExitCodes.Refused);

    public void Dispose() => _client.Dispose();

    /// <summary>Reads JSON of a type that <see cref="ApiJson"/> has.</summary>
    /// <exception cref="RemoteServiceException">The response is not of this type, and so not from this service.</exception>
    public T Read<T>(RemoteResponse response)
    {
        try
        {
            return JsonSerializer.Deserialize(response.Content, (JsonTypeInfo<T>)ApiJson.Strict.GetTypeInfo(typeof(T))!)
                ?? throw UnexpectedResponse();
        }
        catch (JsonException)
        {
            throw UnexpectedResponse();
        }
    }

    private string CauseOf(Exception exception) =>
        exception is OperationCanceledException
            ? $"it does not respond within {Timeout.TotalSeconds} seconds."
            : RemoteFailure.CauseOf(exception, _certificate);
}
