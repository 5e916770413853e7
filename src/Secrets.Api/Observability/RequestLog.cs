using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;
using Secrets.Api.Authentication;

namespace Secrets.Api.Observability;

/// <summary>Logs a line for each request, with the template of its route, since paths and queries contain names of secrets.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILoggerFactory loggers)
{
    /// <summary>A short category, which can be part of the name of an environment variable.</summary>
    public const string Category = "Requests";

    private const string None = "-";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public async Task InvokeAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            Write(context, Stopwatch.GetElapsedTime(start));
        }
    }

    private void Write(HttpContext context, TimeSpan duration)
    {
        // If a request failed, only the feature still has its endpoint.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        var route = endpoint?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route;
        var method = NameOf(context.Request.Method);
        var status = context.Response.StatusCode;
        var level = route is "/alive" or "/health" or "/ready" ? LogLevel.Debug : LogLevel.Information;
        if (_logger.IsEnabled(level))
        {
            var milliseconds = Math.Round(duration.TotalMilliseconds, 3);
            var owner = (context.User.Identity as ApiKeyIdentity)?.Caller.OwnerId.ToString() ?? None;
            LogRequest(_logger, level, method, route ?? None, status, milliseconds, owner, context.TraceIdentifier);
        }
    }

    // Clients can send anything as a method. Known methods in lower case are refused, and logged as they were sent.
    private static string NameOf(string method) =>
        method.ToUpperInvariant() switch
        {
            "GET" or "PUT" or "POST" or "DELETE" or "HEAD" or "OPTIONS" or "PATCH" => method,
            _ => "_OTHER",
        };

    [LoggerMessage(
        EventId = 1,
        EventName = "Request",
        Message = "{Method} {Route} {Status} in {Duration} ms, owner {Owner}, request {RequestId}"
    )]
    private static partial void LogRequest(
        ILogger logger,
        LogLevel level,
        string method,
        string route,
        int status,
        double duration,
        string owner,
        string requestId
    );
}
