using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Secrets.Api.Errors;

/// <summary>Responds to requests whose body could not be read.</summary>
internal sealed class UnreadBodyFilter : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (context.HttpContext.Features.Get<UnreadBody>() is { } unread)
        {
            context.Result = new StatusCodeResult(unread.Status);
        }
    }

    public void OnActionExecuted(ActionExecutedContext context) { }
}
