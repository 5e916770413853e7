using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Secrets.Api.RateLimiting;

/// <summary>Makes an action wait for a permit of <see cref="ExpensiveRequests"/> before its body is read.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ExpensiveAttribute : Attribute, IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        if (await ExpensiveRequests.TryEnterAsync(context.HttpContext))
        {
            await next();
        }
        else
        {
            context.Result = new StatusCodeResult(StatusCodes.Status429TooManyRequests);
        }
    }
}
