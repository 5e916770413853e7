using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Secrets.Api.Authentication;
using Secrets.Api.Contracts;
using Secrets.Api.Errors;
using Secrets.Api.OpenApi;
using Secrets.Application;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;

namespace Secrets.Api.Startup;

/// <summary>Puts the service together.</summary>
internal static class SecretsService
{
    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <exception cref="SettingException">A setting is missing or cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // appsettings.json is beside the program; data is kept relative to the working directory.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(SecretsService).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        configure?.Invoke(builder);
        var settings = Settings.Read(builder.Configuration);

        builder.WebHost.ConfigureKestrel(Configure);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(settings.SessionApiKey)
            .AddSingleton(settings.Limits)
            .AddApplication()
            .AddInfrastructure(settings.Provider, settings.ConnectionString, settings.KeyRingPath)
            .AddExceptionHandler<ErrorAnswers>();
        AddWeb(builder.Services);

        var app = builder.Build();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => ErrorAnswers.WriteDetailAsync(context.HttpContext.Response));
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.SwaggerEndpoint("/openapi.json", "Secrets");
            options.DocumentTitle = "Secrets";
        });
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseOutputCache();
        app.MapControllers().RequireAuthorization();
        app.MapOpenApi("/openapi.json").CacheOutput();
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // A header that is not UTF-8 is a wrong key, no malformed request.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
    }

    private static void AddWeb(IServiceCollection services)
    {
        // Not AddAuthentication: it brings data protection, which keeps keys in the home directory, for cookies that we lack.
        services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyAuthenticationHandler.SchemeName).AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ApiKeyAuthenticationHandler>(ApiKeyAuthenticationHandler.SchemeName, configureOptions: null);
        services.AddAuthorization(options =>
        {
            foreach (var scope in Scopes.All)
            {
                options.AddPolicy(scope, policy => policy.RequireClaim(ApiKeyIdentity.ScopeClaim, scope));
            }
        });
        services
            .AddMvcCore(options =>
            {
                // The defaults read forms, which is to read the body. Nothing is bound but bodies.
                options.ValueProviderFactories.Clear();
                options.InputFormatters.Clear();
                options.InputFormatters.Add(new RequestBodyFormatter());
                options.OutputFormatters.Clear();
                options.OutputFormatters.Add(new SystemTextJsonOutputFormatter(ApiJson.Web.Options));
            })
            .AddApiExplorer();
        services.AddOutputCache();
        services.AddOpenApi(options =>
        {
            options.OpenApiVersion = Microsoft.OpenApi.OpenApiSpecVersion.OpenApi3_1;
            options.AddDocumentTransformer<PublishedContract>();
        });
    }
}
