using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using Secrets.Api.Authentication;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.Owners;
using Secrets.Application.Secrets;
using Secrets.Application.Validation;

namespace Secrets.Api.Errors;

/// <summary>Turns all failures into responses. Details are sent only of what the client submitted wrongly.</summary>
internal sealed partial class ErrorResponses(ILogger<ErrorResponses> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var response = httpContext.Response;
        switch (exception)
        {
            case InvalidRequestException invalid:
                response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                await response.WriteAsJsonAsync(EntriesOf(invalid), ApiJson.Web.ValidationResponse, cancellationToken: cancellationToken);
                return true;

            case BadHttpRequestException bad:
                response.StatusCode = bad.StatusCode;
                break;

            case ForbiddenException forbidden:
                response.StatusCode = StatusCodes.Status403Forbidden;
                await WriteDetailAsync(response, forbidden.Detail);
                return true;

            case ApiKeyUsedUpException:
                response.StatusCode = StatusCodes.Status401Unauthorized;
                response.Headers.WWWAuthenticate = ApiKeyAuthenticationHandler.Challenge;
                break;

            case OwnerShreddedException shredded:
                response.StatusCode = StatusCodes.Status409Conflict;
                await WriteDetailAsync(response, shredded.Message);
                return true;

            case SecretExpiredException expired:
                response.StatusCode = StatusCodes.Status410Gone;
                await WriteDetailAsync(response, expired.Message);
                return true;

            case PreconditionFailedException:
                response.StatusCode = StatusCodes.Status412PreconditionFailed;
                break;

            case OperationCanceledException
            or IOException when httpContext.RequestAborted.IsCancellationRequested:
                response.StatusCode = ClientClosedRequest;
                break;

            case StorageUnavailableException unavailable:
                LogUnavailable(logger, httpContext.TraceIdentifier, unavailable);
                response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;

            default:
                LogUnexpected(logger, httpContext.TraceIdentifier, exception);
                response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
        }

        await WriteDetailAsync(response);
        return true;
    }

    /// <summary>Writes the body of a response that has only a status and a detail.</summary>
    /// <param name="detail">Null for the name of the status.</param>
    public static Task WriteDetailAsync(HttpResponse response, string? detail = null)
    {
        if (response.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "1";
        }

        return response.WriteAsJsonAsync(new DetailResponse(detail ?? DetailOf(response.StatusCode)), ApiJson.Web.DetailResponse);
    }

    public static string DetailOf(int status) =>
        status == StatusCodes.Status413PayloadTooLarge ? "Request body too large" : ReasonPhrases.GetReasonPhrase(status);

    private static ValidationResponse EntriesOf(InvalidRequestException invalid)
    {
        List<ValidationEntry> entries =
        [
            .. invalid
                .Failures.Take(ValidationResponse.MaxEntries)
                .Select(failure => new ValidationEntry(failure.Location, failure.Message, failure.Type)),
        ];
        if (invalid.Count > entries.Count)
        {
            entries.Add(
                new ValidationEntry(["body"], $"{invalid.Count - entries.Count} more failures are not listed", "too_many_failures")
            );
        }

        return new ValidationResponse(entries);
    }

    [LoggerMessage(LogLevel.Error, "The database or the key ring is unavailable for request {RequestId}.")]
    private static partial void LogUnavailable(ILogger logger, string requestId, Exception exception);

    [LoggerMessage(LogLevel.Error, "Request {RequestId} failed.")]
    private static partial void LogUnexpected(ILogger logger, string requestId, Exception exception);
}
