using System.Net.Mime;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Secrets.Api.Authentication;
using Secrets.Api.Errors;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Api.Validation;

namespace Secrets.Api.Controllers;

internal static class ControllerServices
{
    /// <summary>Adds the controllers, with JSON as the only format.</summary>
    public static IServiceCollection AddApiControllers(this IServiceCollection services)
    {
        services
            .AddMvcCore(options =>
            {
                // The default providers also read forms, and with them the body.
                options.ValueProviderFactories.Clear();
                options.ValueProviderFactories.Add(new RouteValueProviderFactory());
                options.ValueProviderFactories.Add(new QueryStringValueProviderFactory());
                options.InputFormatters.Clear();
                options.InputFormatters.Add(new RequestBodyFormatter());
                options.OutputFormatters.Clear();
                options.OutputFormatters.Add(new SystemTextJsonOutputFormatter(ApiJson.Web.Options));

                options.Filters.Add(new UnreadBodyFilter());
                options.Filters.Add(new ParameterFailuresFilter());
                options.Filters.AddService<DeniedRequests>();

                // Responses of every route, for the OpenAPI document.
                options.Filters.Add(new ProducesAttribute(MediaTypeNames.Application.Json));
                options.Filters.Add(new ProducesResponseTypeAttribute<DetailResponse>(StatusCodes.Status401Unauthorized));
                options.Filters.Add(new ProducesResponseTypeAttribute<DetailResponse>(StatusCodes.Status403Forbidden));
                options.Filters.Add(new ProducesResponseTypeAttribute<DetailResponse>(StatusCodes.Status429TooManyRequests));
                options.Filters.Add(new ProducesResponseTypeAttribute<DetailResponse>(StatusCodes.Status503ServiceUnavailable));
            })
            .AddApiExplorer();
        return services;
    }
}
