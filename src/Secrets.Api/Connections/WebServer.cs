using Microsoft.AspNetCore.Connections;
using Secrets.Api.Configuration;

namespace Secrets.Api.Connections;

/// <summary>Configures Kestrel: its addresses, certificates, limits and connections.</summary>
internal static class WebServer
{
    /// <summary>The time that requests get to end after the service has stopped listening.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Creates the slim builder, without IIS, QUIC and others that each start would load. appsettings.json is beside the program; data is
    /// kept relative to the working directory.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                // Settings are read once. Watching the file would take one of the few inotify instances that a user has.
                Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
                ApplicationName = typeof(WebServer).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.WebHost.UseKestrelHttpsConfiguration();
        return builder;
    }

    public static void AddWebServer(this WebApplicationBuilder builder, ServiceSettings settings)
    {
        var limits = settings.Limits;
        var files = OpenFiles.Read(settings.Installation.DatabaseFiles);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            ConnectionLimits.Apply(kestrel);
            settings.Certificates.ApplyTo(kestrel, builder.Configuration);
        });
        if (settings.Addresses is [{ Setting: ListeningAddress.Urls }] && string.IsNullOrEmpty(builder.Configuration["urls"]))
        {
            builder.WebHost.UseUrls(ListeningAddress.DefaultUrl);
        }

        builder
            .Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout)
            .AddSingleton<IConnectionListenerFactory, ConnectionListenerFactory>()
            .AddSingleton(services => new OpenConnections(
                limits.Connections,
                files,
                services.GetRequiredService<ILogger<OpenConnections>>()
            ));
    }

    /// <summary>Builds the endpoints now, so that the first request does not wait for them.</summary>
    public static void BuildEndpoints(this IEndpointRouteBuilder app)
    {
        foreach (var routes in app.DataSources)
        {
            _ = routes.Endpoints;
        }
    }
}
