using System.Globalization;
using Secrets.Api.Authentication;
using Secrets.Api.BackgroundServices;
using Secrets.Api.Cli;
using Secrets.Api.Configuration;
using Secrets.Api.Connections;
using Secrets.Api.Controllers;
using Secrets.Api.Errors;
using Secrets.Api.Health;
using Secrets.Api.Hosting;
using Secrets.Api.Observability;
using Secrets.Api.OpenApi;
using Secrets.Api.RateLimiting;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Validation;
using Secrets.Infrastructure;

namespace Secrets.Api;

/// <summary>The entry point: runs the service, or the command that the arguments name.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        // The language of the environment does not change what the program writes or accepts.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        try
        {
            StandardStreams.RequireOpenOutput();
            args = DataFolder.TakeFrom(args);
            return args.Length == 0 ? await ServeAsync(urls: null) : await CommandLine.RunAsync(args);
        }
        catch (Exception e) when (ExitError.Of(e) is { } error)
        {
            Output.EndLine();
            await Console.Error.WriteLineAsync(error.Message);
            return error.ExitCode;
        }
    }

    /// <summary>Builds the service without starting it.</summary>
    /// <exception cref="SettingException">A setting is missing or cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var app = BuildServices(args, configure);
        MapRequests(app);
        return app;
    }

    /// <summary>Runs the service until it is stopped.</summary>
    /// <param name="urls">The addresses to listen on, instead of those of the settings; null for those.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> ServeAsync(string? urls)
    {
        OpenFiles.RequireMinimum();
        RequireThreads();
        using var signals = new IgnoredSignals();
        await using var app = BuildServices(urls is null ? [] : [$"--urls={urls}"]);

        // Nothing is created before it is certain that the service can listen.
        StartupChecks.Run(app.Services);

        // The routes are built while the database is opened.
        var opening = Task.Run(() => app.Services.OpenInstallationAsync(CancellationToken.None));
        MapRequests(app);
        await opening;
        return await ServiceHost.RunAsync(app);
    }

    // Cancelling a read blocks a thread while Postgres hangs. With one processor, the pool has only one thread at first.
    private static void RequireThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, 2), ports);
    }

    private static WebApplication BuildServices(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebServer.CreateBuilder(args);
        configure?.Invoke(builder);
        var settings = ServiceSettings.Read(builder.Configuration);
        builder.AddObservability();
        builder.AddWebServer(settings);
        settings.Installation.AddTo(builder.Services);
        builder
            .Services.AddSettings(settings)
            .AddApiKeyAuthentication()
            .AddRateLimiting(settings.Limits)
            .AddTrustedProxies(settings.Limits)
            .AddApiControllers()
            .AddParameterValidation()
            .AddOpenApiDocuments()
            .AddExceptionHandler<ErrorResponses>()
            .AddSingleton<ReadinessProbe>()
            .AddBackgroundServices(settings);
        var app = builder.Build();
        SettingWarnings.Log(app.Logger, settings.Warnings);
        return app;
    }

    private static void MapRequests(WebApplication app)
    {
        app.UseMiddleware<ConnectionRequests>();
        app.UseObservability();
        app.UseMiddleware<ResponseHeaders>();
        app.UseTrustedProxies();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => ErrorResponses.WriteDetailAsync(context.HttpContext.Response));
        app.UseMethodNames();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();

        app.MapControllers().RequireAuthorization().AddRouteTemplates().AllowHead();
        app.MapGroup("").AllowHead().MapHealth();
        app.MapGroup("").AllowHead().MapDocumentation();
        app.BuildEndpoints();
    }
}
