using System.Net.Mime;
using System.Threading.RateLimiting;
using FluentValidation;
using FluentValidation.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Microsoft.AspNetCore.RateLimiting;
using Secrets.Api.Authentication;
using Secrets.Api.Configuration;
using Secrets.Api.Errors;
using Secrets.Api.OpenApi;
using Secrets.Api.RateLimiting;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Api.Validation;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Hosting;

/// <summary>What the service needs of ASP.NET Core.</summary>
internal static class WebServices
{
    public static IServiceCollection AddWeb(this IServiceCollection services, RequestLimits limits)
    {
        services.AddKeys();
        services.AddLimits(limits);
        services
            .AddMvcCore(options =>
            {
                // The defaults read forms as well, which is to read the body.
                options.ValueProviderFactories.Clear();
                options.ValueProviderFactories.Add(new RouteValueProviderFactory());
                options.ValueProviderFactories.Add(new QueryStringValueProviderFactory());
                options.ModelMetadataDetailsProviders.Add(new PreserveEmptyStrings());
                options.ModelMetadataDetailsProviders.Add(new SuppressChildValidationMetadataProvider(typeof(IParameters)));
                options.ModelBinderProviders.Insert(0, new StrictBinderProvider());
                options.InputFormatters.Clear();
                options.InputFormatters.Add(new RequestBodyFormatter());
                options.OutputFormatters.Clear();
                options.OutputFormatters.Add(new SystemTextJsonOutputFormatter(ApiJson.Web.Options));

                options.Filters.Add(new UnreadBodyFilter());
                options.Filters.Add(new ParameterFailuresFilter());
                options.Filters.AddService<DeniedRequests>();

                // What every route may answer, for the document.
                options.Filters.Add(new ProducesAttribute(MediaTypeNames.Application.Json));
                options.Filters.Add(new ProducesResponseTypeAttribute<DetailResponse>(StatusCodes.Status401Unauthorized));
                options.Filters.Add(new ProducesResponseTypeAttribute<DetailResponse>(StatusCodes.Status403Forbidden));
                options.Filters.Add(new ProducesResponseTypeAttribute<DetailResponse>(StatusCodes.Status429TooManyRequests));
                options.Filters.Add(new ProducesResponseTypeAttribute<DetailResponse>(StatusCodes.Status503ServiceUnavailable));
            })
            .AddApiExplorer();
        services.AddParameterValidation();

        // Describes the routes without a controller, such as /alive, to the document.
        services.AddEndpointsApiExplorer();
        return services.AddSingleton<DocumentGenerator>().AddSingleton<ApiDocuments>();
    }

    private static void AddKeys(this IServiceCollection services)
    {
        services.AddSingleton<DeniedRequests>();

        // Not AddAuthentication: it brings data protection, which keeps keys in the home directory, for cookies that we lack.
        services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyAuthenticationHandler.SchemeName).AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ApiKeyAuthenticationHandler>(
            ApiKeyAuthenticationHandler.SchemeName,
            configureOptions: null
        );
        services.AddAuthorization(options =>
        {
            foreach (var scope in Scopes.All)
            {
                options.AddPolicy(scope, policy =>
                    policy.RequireAssertion(context =>
                        context.User.Identity is ApiKeyIdentity { Caller: var caller }
                        && caller.Scopes.Contains(scope, StringComparer.Ordinal)
                    )
                );
            }
        });
    }

    private static void AddParameterValidation(this IServiceCollection services)
    {
        services.AddValidatorsFromAssemblyContaining<IParameters>(ServiceLifetime.Singleton, includeInternalTypes: true);
        services.AddSingleton<IValidatorInterceptor, ParameterInterceptor>();
        services.AddFluentValidationAutoValidation(options => options.DisableDataAnnotationsValidation = true);
        var fluentValidation = services.Last(service => service.ServiceType == typeof(IObjectModelValidator)).ImplementationFactory!;
        services.AddSingleton<IObjectModelValidator>(provider => new ParametersOnly((IObjectModelValidator)fluentValidation(provider)));
    }

    private static void AddLimits(this IServiceCollection services, RequestLimits limits)
    {
        services
            .AddSingleton(limits)
            .AddSingleton(limits.FailedAuthentications)
            .AddSingleton<FailedAuthentications>()
            .AddSingleton(limits.Durations)
            .AddSingleton(services => new ExpensiveRequests(
                limits.Durations,
                limits.ExpensiveRequestsPerKey,
                services.GetRequiredService<TimeProvider>()
            ));
        services.AddRateLimiter(_ => { });
        services
            .AddOptions<RateLimiterOptions>()
            .Configure<TimeProvider>(
                (options, time) =>
                {
                    options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
                    options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, Guid>(context =>
                        context.User.Identity is ApiKeyIdentity identity
                            ? RateLimitPartition.Get(identity.Caller.KeyId, _ => new TokenBucket(
                                limits.RequestsPerSecondPerKey,
                                limits.RequestsPerSecondPerKey,
                                time
                            ))
                            : RateLimitPartition.GetNoLimiter(Guid.Empty)
                    );
                }
            );
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            // Without networks the framework would believe everybody, where a setting of its own turns it on.
            options.ForwardedHeaders =
                limits.Proxies.Count > 0
                    ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedPrefix
                    : ForwardedHeaders.None;

            // Through all proxies of ours, to the first address that is none.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in limits.Proxies)
            {
                options.KnownIPNetworks.Add(network);
            }
        });
    }
}
