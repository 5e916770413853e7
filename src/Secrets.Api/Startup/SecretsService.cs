using System.Security.Cryptography;
using Secrets.Api.Cli;
using Secrets.Api.Errors;
using Secrets.Api.Health;
using Secrets.Api.Observability;
using Secrets.Api.OpenApi;
using Secrets.Application;
using Secrets.Infrastructure;

namespace Secrets.Api.Startup;

/// <summary>Puts the service together.</summary>
internal static class SecretsService
{
    /// <summary>Where the service listens unless it is told.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    private const string Document = "/openapi.json";

    // Of the first, requests that are under way; after them, what runs in the background still has some time.
    private static readonly TimeSpan LongestRequests = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    /// <summary>Serves until the process is told to stop.</summary>
    /// <exception cref="SettingException">A setting is missing or cannot be used.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be reached.</exception>
    public static async Task<int> RunAsync()
    {
        await using var app = BuildServices([]);

        // While the database answers, the routes are made.
        var opening = Task.Run(() => app.Services.OpenInstallationAsync(CancellationToken.None));
        AddRoutes(app);
        await opening;
        try
        {
            await app.StartAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is CryptographicException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SettingException("Kestrel__Certificates", e.Message.ReplaceLineEndings(" "));
        }
        catch (Exception e) when (e is IOException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new SettingException("ASPNETCORE_URLS", e.Message.ReplaceLineEndings(" "));
        }

        app.Lifetime.ApplicationStopping.Register(() => _ = ExitLaterAsync());
        await FirstKeyNotice.ShowAsync(app, Console.Out);
        return await WaitForStopAsync(app);
    }

    /// <summary>Returns the exit code once the service has stopped: not 0 if the host stopped by itself, so that a supervisor starts it again.</summary>
    public static async Task<int> WaitForStopAsync(WebApplication app)
    {
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await app.WaitForShutdownAsync();
        return background.Any(service => service.ExecuteTask is { IsFaulted: true }) ? ExitCodes.Unavailable : ExitCodes.Done;
    }

    /// <exception cref="SettingException">A setting is missing or cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var app = BuildServices(args, configure);
        AddRoutes(app);
        return app;
    }

    private static WebApplication BuildServices(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // The slim one, without IIS, QUIC and others that nobody uses and every start would load. appsettings.json is beside the program; data is
        // kept relative to the working directory.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Settings are read once: to watch the file takes one of the few that the system gives to a user.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            ApplicationName = typeof(SecretsService).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        configure?.Invoke(builder);
        var settings = Settings.Read(builder.Configuration);
        var limits = RequestLimits.Read(builder.Configuration);
        var audit = AuditSettings.Read(builder.Configuration, settings);

        builder.AddObservability();
        builder.WebHost.ConfigureKestrel(kestrel => ConnectionLimits.Apply(kestrel, limits.Connections));
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && builder.Configuration["https_ports"] is null && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = LongestRequests);
        settings.AddTo(builder.Services).AddWeb(limits).AddExceptionHandler<ErrorAnswers>().AddSingleton(audit).AddSingleton<CheckpointKeeper>().AddSingleton<ReadinessProbe>()
            .AddHostedService<ApiKeyUseWriter>()
            .AddHostedService<DeletedSecretPurger>()
            .AddHostedService<NameFolder>()
            .AddHostedService<AuditKeeper>()
            .AddHostedService<ReplicaPresence>();

        return builder.Build();
    }

    private static void AddRoutes(WebApplication app)
    {
        app.UseObservability();
        app.UseMiddleware<AnswerHeaders>();
        if (app.Services.GetRequiredService<RequestLimits>().Proxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => ErrorAnswers.WriteDetailAsync(context.HttpContext.Response));

        app.UseMethodNames();

        // What only the documentation needs is out of the way of everything else.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/" + AnswerHeaders.Documentation, StringComparison.OrdinalIgnoreCase), branch => branch.UseHeadAsGet().UseSwaggerUI(options =>
        {
            options.RoutePrefix = AnswerHeaders.Documentation;
            options.SwaggerEndpoint(Document, "Secrets");
            options.DocumentTitle = "Secrets";
        }));
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        var controllers = app.MapControllers().RequireAuthorization();
        controllers.Add(RouteTemplate.AddTo);
        controllers.Add(HeadRequests.AddTo);
        app.MapHealth();
        app.MapGet(Document, (DocumentBytes document) => document.GetAsync()).ExcludeFromDescription().Add(HeadRequests.AddTo);

        // Otherwise the first request makes them.
        foreach (var routes in ((IEndpointRouteBuilder)app).DataSources)
        {
            _ = routes.Endpoints;
        }
    }

    // A database that hangs would hold up one background task after the other.
    private static async Task ExitLaterAsync()
    {
        await Task.Delay(LongestStop);
        await Console.Error.WriteLineAsync($"Not everything could be finished within {LongestStop.TotalSeconds} seconds.");
        Environment.Exit(ExitCodes.Unavailable);
    }
}
