namespace Secrets.Api.Startup;

/// <summary>Lets HEAD have the answer of GET. The web server leaves the body out.</summary>
internal static class HeadRequests
{
    public static void AddTo(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods is [var method] && HttpMethods.IsGet(method))
        {
            endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
        }
    }

    /// <summary>For middleware that knows only GET.</summary>
    public static IApplicationBuilder UseHeadAsGet(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        var method = context.Request.Method;
        context.Request.Method = HttpMethods.IsHead(method) ? HttpMethods.Get : method;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = method;
        }
    });
}
