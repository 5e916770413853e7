using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Secrets.Api.Requests;

namespace Secrets.Api.Validation;

/// <summary>
/// Shows FluentValidation the models of parameters, and nothing else. Bodies become commands, which the pipeline of MediatR validates;
/// here, the framework would walk all that they hold, down to the bytes of a value.
/// </summary>
internal sealed class ParametersOnly(IObjectModelValidator fluentValidation) : IObjectModelValidator
{
    public void Validate(ActionContext actionContext, ValidationStateDictionary? validationState, string prefix, object? model)
    {
        if (model is IParameters)
        {
            // Not the context of the controller: in that, FluentValidation looks for an attribute of the parameter at each request.
            fluentValidation.Validate(new ActionContext(actionContext), validationState, prefix, model);
        }
    }
}
