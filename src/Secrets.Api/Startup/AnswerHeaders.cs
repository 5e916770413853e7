namespace Secrets.Api.Startup;

/// <summary>Gives every answer, failures included, the id of its request and what browsers need to know.</summary>
internal sealed class AnswerHeaders(RequestDelegate next)
{
    /// <summary>The same id as in the log and in the audit events. What a client sends as this header is passed over: it could be another's.</summary>
    public const string RequestId = "X-Request-ID";

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
        return Task.CompletedTask;
    }
}
