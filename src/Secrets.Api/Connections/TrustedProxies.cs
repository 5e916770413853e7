using Microsoft.AspNetCore.HttpOverrides;
using Secrets.Api.Configuration;

namespace Secrets.Api.Connections;

/// <summary>Takes the client's address, scheme and path prefix from the headers of trusted proxies.</summary>
internal static class TrustedProxies
{
    public static IServiceCollection AddTrustedProxies(this IServiceCollection services, RequestLimits limits) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            // A setting of the framework turns the middleware on by itself. Without networks it would trust everybody.
            options.ForwardedHeaders =
                limits.Proxies.Count > 0
                    ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedPrefix
                    : ForwardedHeaders.None;

            // The client is the first address that is not a trusted proxy.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in limits.Proxies)
            {
                options.KnownIPNetworks.Add(network);
            }
        });

    public static void UseTrustedProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<RequestLimits>().Proxies.Count == 0)
        {
            return;
        }

        app.UseForwardedHeaders();
        app.Use(next =>
            context =>
            {
                // A prefix that begins with two slashes would name another host in links.
                context.Request.PathBase =
                    context.Request.PathBase.Value is { Length: > 1 } prefix && prefix[1] != '/'
                        ? new PathString(prefix.TrimEnd('/'))
                        : PathString.Empty;
                return next(context);
            }
        );
    }
}
