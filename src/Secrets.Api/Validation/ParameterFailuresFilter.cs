using Microsoft.AspNetCore.Mvc.Filters;
using Secrets.Application.Validation;

namespace Secrets.Api.Validation;

/// <summary>Refuses requests with invalid parameters, after the body was read. A failure to read the body takes precedence.</summary>
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
