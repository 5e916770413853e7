using Microsoft.AspNetCore.Mvc.Filters;
using Secrets.Application.Validation;

namespace Secrets.Api.Validation;

/// <summary>Refuses requests with invalid parameters, once the body is read: a body that cannot be read is the first to be answered.</summary>
internal sealed class ParameterFailuresFilter : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (context.HttpContext.Features.Get<ParameterFailures>() is { } found)
        {
            throw new InvalidRequestException(found.Failures);
        }
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }
}
