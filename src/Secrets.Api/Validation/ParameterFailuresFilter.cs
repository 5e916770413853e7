using Microsoft.AspNetCore.Mvc.Filters;
using Secrets.Application.Validation;

namespace Secrets.Api.Validation;

/// <summary>Refuses requests with invalid parameters, after their body was read: one that cannot be read is answered first.</summary>
internal sealed class ParameterFailuresFilter : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (context.HttpContext.Features.Get<ParameterFailures>() is { } found)
        {
            throw new InvalidRequestException(found.Failures);
        }
    }

    public void OnActionExecuted(ActionExecutedContext context) { }
}
