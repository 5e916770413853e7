using Secrets.Api.OpenApi;

namespace Secrets.Api.Responses;

/// <summary>Adds the request id and the security headers to every response, even to failures.</summary>
internal sealed class ResponseHeaders(RequestDelegate next)
{
    /// <summary>
    /// The id of the request in the log and in audit events. The header of a client is ignored, since it could be the id of another
    /// request.
    /// </summary>
    public const string RequestId = "X-Request-ID";

    private const string Year = "max-age=31536000";

    private const string OwnFilesOnly =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        // Added late, since a response that fails loses the headers that it had before.
        context.Response.OnStarting(Add, context);
        return next(context);
    }

    private static Task Add(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers[RequestId] = context.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";

        // The API key is not in Authorization, so that shared caches could otherwise store these responses.
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            headers.CacheControl = "no-store";
        }

        // The header would apply to all other programs on localhost too.
        if (context.Request.IsHttps && !string.Equals(context.Request.Host.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            headers.StrictTransportSecurity = Year;
        }

        if (context.Request.Path.StartsWithSegments(DocumentationRoutes.Page, StringComparison.OrdinalIgnoreCase))
        {
            headers.ContentSecurityPolicy = OwnFilesOnly;
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
        }

        return Task.CompletedTask;
    }
}
