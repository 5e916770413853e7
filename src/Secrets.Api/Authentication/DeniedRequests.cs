using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Api.Authentication;

/// <summary>Counts requests without a valid key, and those that their key does not allow: by its scopes, or by what they ask for.</summary>
internal sealed class DeniedRequests(DenialCount denials, ServiceMetrics metrics) : IAsyncExceptionFilter
{
    public Task CountForbiddenAsync(HttpContext context)
    {
        var scope = context
            .GetEndpoint()
            ?.Metadata.GetOrderedMetadata<IAuthorizeData>()
            .FirstOrDefault(data => data.Policy is not null)
            ?.Policy;
        return denials.AddAsync(context.User.Caller(), scope ?? "");
    }

    public Task CountUnauthenticatedAsync(HttpContext context, AuthenticationFailure failure)
    {
        metrics.AuthenticationFailed(failure);
        var anonymous = Caller.Operator with { RequestId = context.TraceIdentifier, ClientIp = ClientIp.Of(context)?.ToString() ?? "" };
        return denials.AddAsync(anonymous, AuditActions.FailAuthentication);
    }

    public Task OnExceptionAsync(ExceptionContext context) =>
        context.Exception switch
        {
            ForbiddenException => CountForbiddenAsync(context.HttpContext),
            ApiKeyUsedUpException => CountUnauthenticatedAsync(context.HttpContext, AuthenticationFailure.Expired),
            _ => Task.CompletedTask,
        };
}
