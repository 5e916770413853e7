namespace Secrets.Api.Requests;

/// <summary>
/// Refuses methods with lower-case letters. Methods are case-sensitive (RFC 9110, section 9.1), but routing ignores case, so that a rule
/// of a proxy or a search of the log for <c>DELETE</c> would miss <c>delete</c>.
/// </summary>
internal static class MethodNames
{
    public static IApplicationBuilder UseMethodNames(this IApplicationBuilder app) =>
        app.Use(
            static (context, next) =>
            {
                if (context.Request.Method.AsSpan().ContainsAnyInRange('a', 'z'))
                {
                    context.Response.StatusCode = StatusCodes.Status501NotImplemented;
                    return Task.CompletedTask;
                }

                return next(context);
            }
        );
}
