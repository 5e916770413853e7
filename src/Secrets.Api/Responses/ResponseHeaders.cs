using Secrets.Api.OpenApi;

namespace Secrets.Api.Responses;

/// <summary>Gives every answer, failures included, the id of its request and what browsers need to know.</summary>
internal sealed class ResponseHeaders(RequestDelegate next)
{
    /// <summary>The same id as in the log and in the audit events. What a client sends as this header is passed over: it could be another's.</summary>
    public const string RequestId = "X-Request-ID";

    private const string Year = "max-age=31536000";

    private const string OwnFilesOnly =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        // Not before: what fails loses its headers, and what comes from a cache has those of another request.
        context.Response.OnStarting(Add, context);
        return next(context);
    }

    private static Task Add(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers[RequestId] = context.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";

        // The credential is not in Authorization, so a shared cache would otherwise be free to keep what is here.
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            headers.CacheControl = "no-store";
        }

        // Other programs of this machine are localhost as well.
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
