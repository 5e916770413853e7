using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Secrets.Api.BackgroundServices;
using Secrets.Api.Cli;
using Secrets.Api.Configuration;
using Secrets.Api.Connections;
using Secrets.Api.Errors;
using Secrets.Api.Health;
using Secrets.Api.Observability;
using Secrets.Api.OpenApi;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Application;
using Secrets.Infrastructure;

namespace Secrets.Api.Hosting;

/// <summary>Puts the service together.</summary>
internal static partial class SecretsService
{
    /// <summary>Where the service listens unless it is told.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    // Of the first, requests that are under way; after them, what runs in the background still has some time.
    private static readonly TimeSpan LongestRequests = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    /// <summary>Serves until the process is told to stop.</summary>
    /// <exception cref="SettingException">A setting is missing or cannot be used.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be reached.</exception>
    public static async Task<int> RunAsync()
    {
        OpenFiles.RequireLeast();
        using var signals = new IgnoredSignals();
        await using var app = BuildServices([]);
        var settings = app.Services.GetRequiredService<ServiceSettings>();

        // Nothing is created before it is known that the service can listen.
        Check(app, settings);

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
        catch (Exception e)
            when (e
                    is IOException
                        or FormatException
                        or InvalidOperationException
                        or ArgumentException
                        or SocketException
                        or CryptographicException
                        or UnauthorizedAccessException
            )
        {
            throw new SettingException(settings.Addresses[0].Setting, e.Message.ReplaceLineEndings(" "));
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
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                // Settings are read once: to watch the file takes one of the few that the system gives to a user.
                Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
                ApplicationName = typeof(SecretsService).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.WebHost.UseKestrelHttpsConfiguration();
        configure?.Invoke(builder);
        var settings = ServiceSettings.Read(builder.Configuration);
        var limits = settings.Limits;
        var files = OpenFiles.Read(settings.Storage.DatabaseFiles);

        builder.AddObservability();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            ConnectionLimits.Apply(kestrel);
            settings.Certificates.ApplyTo(kestrel, builder.Configuration);
        });
        if (settings.Addresses is [{ Setting: ListeningAddress.Urls }] && string.IsNullOrEmpty(builder.Configuration["urls"]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = LongestRequests);
        settings
            .Storage.AddTo(builder.Services)
            .AddWeb(limits)
            .AddExceptionHandler<ErrorResponses>()
            .AddSingleton(settings)
            .AddSingleton(settings.Audit)
            .AddSingleton(settings.Certificates)
            .AddSingleton<CheckpointWriter>()
            .AddSingleton<ReadinessProbe>()
            .AddSingleton<IConnectionListenerFactory, ConnectionListenerFactory>()
            .AddSingleton(services => new OpenConnections(
                limits.Connections,
                files,
                services.GetRequiredService<ILogger<OpenConnections>>()
            ))
            .AddHostedService(services => new Drain(
                limits.Drain,
                services.GetRequiredService<OpenConnections>(),
                services.GetRequiredService<ILogger<Drain>>()
            ))
            .AddHostedService<CertificateReloader>()
            .AddHostedService<ApiKeyUseWriter>()
            .AddHostedService<DeletedSecretPurger>()
            .AddHostedService<NameFolder>()
            .AddHostedService<AuditMaintenance>()
            .AddHostedService<ReplicaPresence>();

        var app = builder.Build();
        foreach (var warning in settings.Warnings)
        {
            LogWarning(app.Logger, warning);
        }

        return app;
    }

    /// <exception cref="SettingException">The service could not listen.</exception>
    private static void Check(WebApplication app, ServiceSettings settings)
    {
        try
        {
            app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.ConfigurationLoader?.Load();
        }
        catch (Exception e) when (e is not SettingException)
        {
            throw new SettingException("Kestrel", e.Message.ReplaceLineEndings(" "));
        }

        foreach (var address in settings.Addresses)
        {
            address.Probe();
        }

        if (settings.Storage is { Kms: null, KeyRingPath: var folder } && Directory.Exists(folder))
        {
            throw new SettingException("Encryption__KeyRingPath", $"cannot create the key ring '{folder}': it is a folder.");
        }

        if (settings.Storage is { Kms: null, KeyRingPath: var ring } && !File.Exists(ring))
        {
            RequireWritable("Encryption__KeyRingPath", ring);
        }
    }

    // Missing folders are created later.
    private static void RequireWritable(string setting, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
            };
            using var probe = new FileStream(Path.Combine(folder ?? "/", Path.GetRandomFileName()), options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(setting, $"cannot create the key ring '{path}' as the user {Environment.UserName}: {e.Message}");
        }
    }

    private static void AddRoutes(WebApplication app)
    {
        app.UseMiddleware<RequestsUnderWay>();
        app.UseObservability();
        app.UseMiddleware<ResponseHeaders>();
        if (app.Services.GetRequiredService<RequestLimits>().Proxies.Count > 0)
        {
            app.UseForwardedHeaders();
            app.Use(next =>
                context =>
                {
                    // Two slashes would make another host of what follows.
                    context.Request.PathBase =
                        context.Request.PathBase.Value is { Length: > 1 } prefix && prefix[1] != '/'
                            ? new PathString(prefix.TrimEnd('/'))
                            : PathString.Empty;
                    return next(context);
                }
            );
        }

        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => ErrorResponses.WriteDetailAsync(context.HttpContext.Response));

        app.UseMethodNames();

        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        var controllers = app.MapControllers().RequireAuthorization();
        controllers.Add(RouteTemplate.AddTo);
        controllers.Add(HeadRequests.AddTo);
        app.MapHealth();
        app.MapDocumentation();

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

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);
}
