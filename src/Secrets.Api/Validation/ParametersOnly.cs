using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Secrets.Api.Requests;

namespace Secrets.Api.Validation;

/// <summary>
/// Restricts FluentValidation to the models of parameters. Bodies become commands, which the MediatR pipeline validates. Here, the
/// framework would walk their whole object graph, down to the bytes of a value.
/// </summary>
internal sealed class ParametersOnly(IObjectModelValidator fluentValidation) : IObjectModelValidator
{
    public void Validate(ActionContext actionContext, ValidationStateDictionary? validationState, string prefix, object? model)
    {
        if (model is IParameters)
        {
            // In the context of the controller, FluentValidation would look for an attribute of the parameter at each request.
            fluentValidation.Validate(new ActionContext(actionContext), validationState, prefix, model);
        }
    }
}
