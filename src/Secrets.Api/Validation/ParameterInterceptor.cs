using FluentValidation;
using FluentValidation.AspNetCore;
using FluentValidation.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Secrets.Application.Validation;

namespace Secrets.Api.Validation;

/// <summary>Adds the failures of a validator to those of binding, in the order of the parameters in the model.</summary>
internal sealed class ParameterInterceptor(IModelMetadataProvider models) : IValidatorInterceptor
{
    public IValidationContext BeforeAspNetValidation(ActionContext actionContext, IValidationContext commonContext) => commonContext;

    public ValidationResult AfterAspNetValidation(
        ActionContext actionContext,
        IValidationContext validationContext,
        ValidationResult result
    )
    {
        if (!result.IsValid)
        {
            var parameters = models.GetMetadataForType(validationContext.InstanceToValidate.GetType()).Properties;
            var order = parameters.Select(parameter => parameter.BinderModelName).ToList();
            var found = ParameterFailures.Of(actionContext.HttpContext);
            found.Failures =
            [
                .. found
                    .Failures.Concat(
                        result.Errors.Select(failure =>
                            RequestFailure.Of(failure, StrictBinder.RootOf(parameters[failure.PropertyName]!.BindingSource))
                        )
                    )
                    .OrderBy(failure => order.IndexOf((string)failure.Location[1])),
            ];
        }

        return result;
    }
}
