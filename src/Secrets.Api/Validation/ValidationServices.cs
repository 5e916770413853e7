using FluentValidation;
using FluentValidation.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Secrets.Api.Requests;

namespace Secrets.Api.Validation;

internal static class ValidationServices
{
    /// <summary>Adds strict binding and FluentValidation of path and query parameters.</summary>
    public static IServiceCollection AddParameterValidation(this IServiceCollection services)
    {
        services.Configure<MvcOptions>(options =>
        {
            options.ModelMetadataDetailsProviders.Add(new PreserveEmptyStrings());
            options.ModelMetadataDetailsProviders.Add(new SuppressChildValidationMetadataProvider(typeof(IParameters)));
            options.ModelBinderProviders.Insert(0, new StrictBinderProvider());
        });
        services.AddValidatorsFromAssemblyContaining<IParameters>(ServiceLifetime.Singleton, includeInternalTypes: true);
        services.AddSingleton<IValidatorInterceptor, ParameterInterceptor>();
        services.AddFluentValidationAutoValidation(options => options.DisableDataAnnotationsValidation = true);
        var fluentValidation = services.Last(service => service.ServiceType == typeof(IObjectModelValidator)).ImplementationFactory!;
        return services.AddSingleton<IObjectModelValidator>(provider => new ParametersOnly(
            (IObjectModelValidator)fluentValidation(provider)
        ));
    }
}
