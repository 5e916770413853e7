using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Api.Authentication;

/// <summary>Counts requests that their key does not allow, by its scopes or else by what they ask for, and those without a valid key.</summary>
internal sealed class DeniedRequests(DenialCount denials, ServiceMetrics metrics) : IAsyncExceptionFilter
{
    public Task NoteForbiddenAsync(HttpContext context)
    {
        var scope = context
            .GetEndpoint()
            ?.Metadata.GetOrderedMetadata<IAuthorizeData>()
            .FirstOrDefault(data => data.Policy is not null)
            ?.Policy;
        return denials.AddAsync(context.User.Caller(), scope ?? "");
    }

    public Task NoteUnauthenticatedAsync(HttpContext context, AuthenticationFailure failure)
    {
        metrics.AuthenticationFailed(failure);
        var nobody = Caller.Operator with { RequestId = context.TraceIdentifier, ClientIp = ClientAddress.Of(context)?.ToString() ?? "" };
        return denials.AddAsync(nobody, AuditActions.FailAuthentication);
    }

    public Task OnExceptionAsync(ExceptionContext context) =>
        context.Exception is ForbiddenException ? NoteForbiddenAsync(context.HttpContext) : Task.CompletedTask;
}
