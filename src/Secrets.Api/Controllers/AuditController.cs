using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Authentication;
using Secrets.Api.RateLimiting;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Application.Audit.ListAudit;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Controllers;

/// <summary>The audit log of the caller's owner. Keys of the owner <c>default</c> may name another owner.</summary>
[Route("/api/audit")]
[ApiExplorerSettings]
[Authorize(Scopes.ReadAudit)]
public sealed class AuditController(IMediator mediator) : ControllerBase
{
    [HttpGet(Name = "list_audit_events")]
    [Expensive]
    [EndpointSummary("List audit events, the newest first")]
    [EndpointDescription(
        "If there are more, the header Link has the address of the next page. Names of secrets need the scope secrets:list, and those of "
            + "another owner keys:manage too."
    )]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<AuditList>(StatusCodes.Status200OK)]
    public async Task<ActionResult<AuditList>> List(
        [ModelBinder(Name = "")] ListAuditParameters parameters,
        CancellationToken cancellationToken
    )
    {
        var query = new ListAuditQuery(
            User.Caller(),
            parameters.Owner,
            parameters.Before,
            parameters.Action,
            parameters.Secret,
            parameters.SecretId,
            parameters.KeyId,
            parameters.Since,
            parameters.Until,
            parameters.Limit
        );
        if (await mediator.Send(query, cancellationToken) is not { } page)
        {
            return NotFound(new ErrorResponse($"Owner {parameters.Owner} not found"));
        }

        if (page.Next is { } next)
        {
            Response.LinkNext("/api/audit", "before", $"{next}");
        }

        return new AuditList([.. page.Events.Select(AuditEventResponse.Of)]);
    }
}
