using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;

namespace Secrets.Api.Authentication;

/// <summary>
/// Writes an event of each request that its key does not allow, by its scopes or else by what it asks for, and counts
/// those without a valid key.
/// </summary>
internal sealed class DeniedRequests(AuditTrail audit, FailedAuthenticationCount failures, ServiceMetrics metrics) : IAsyncExceptionFilter
{
    /// <exception cref="StorageUnavailableException">The event cannot be written.</exception>
    public Task NoteForbiddenAsync(HttpContext context)
    {
        var scope = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().FirstOrDefault(data => data.Policy is not null)?.Policy;
        return audit.AppendAsync(context.User.Caller(), scope ?? "", result: AuditResults.Denied);
    }

    public void NoteUnauthenticated(HttpContext context, AuthenticationFailure failure)
    {
        metrics.AuthenticationFailed(failure);
        failures.Add(context.TraceIdentifier, ClientAddress.Of(context)?.ToString() ?? "");
    }

    public Task OnExceptionAsync(ExceptionContext context) => context.Exception is ForbiddenException ? NoteForbiddenAsync(context.HttpContext) : Task.CompletedTask;
}
