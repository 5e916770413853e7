using System.Net;
using System.Text.Json;

namespace Secrets.Api.Cli;

/// <summary>Finds why a running service refused a request or did not respond.</summary>
internal static class RemoteFailure
{
    public const string NotThisService = "the response is not from this service. Check the address.";

    public static RemoteServiceException Of(string name, HttpStatusCode status, byte[] content)
    {
        var (reason, isMissing) = ReasonIn(content);
        var advice = status == HttpStatusCode.NotFound && !isMissing ? ". Check the address." : "";
        return new RemoteServiceException(
            $"{name} responds with {(int)status}: {(reason is null ? NotThisService : reason + advice)}",
            (int)status >= 500 ? ExitCodes.Unavailable
                : isMissing ? ExitCodes.NotFound
                : ExitCodes.Refused,
            status
        );
    }

    /// <summary>Returns why no response came.</summary>
    public static string CauseOf(Exception exception, RemoteCertificate certificate) =>
        certificate.Problem
        ?? (
            exception is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: { } inner }
                ? $"{inner.InnerException?.Message ?? inner.Message} Does this address speak TLS, or is it an http:// address?"
                : exception.Message
        );

    // The service's error responses have names and locations, never a value. The field "error" is that of something that does not exist.
    private static (string? Reason, bool IsMissing) ReasonIn(byte[] content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            var root = json.RootElement;
            if (root.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.Array)
            {
                return (string.Join("; ", detail.EnumerateArray().Select(Format)), false);
            }

            return detail.ValueKind == JsonValueKind.String ? (detail.GetString(), false)
                : root.TryGetProperty("error", out var error) ? (error.GetString(), true)
                : (root.GetProperty("message").GetString(), false);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (null, false);
        }
    }

    private static string Format(JsonElement entry) =>
        $"{string.Join(' ', entry.GetProperty("loc").EnumerateArray().Skip(1))}: {entry.GetProperty("msg").GetString()}";
}
