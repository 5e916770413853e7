using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Authentication;
using Secrets.Api.Contracts;
using Secrets.Api.RateLimiting;
using Secrets.Application.Audit.ListAudit;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Controllers;

/// <summary>What was done with secrets and keys: of the caller's owner, or, for keys of the owner <c>default</c>, of the one that <c>owner</c> names.</summary>
[Route("/api/audit")]
[ApiExplorerSettings]
[Authorize(Scopes.ReadAudit)]
public sealed class AuditController(IMediator mediator) : ControllerBase
{
    private const int MaxActionLength = 64;

    [HttpGet(Name = "list_audit_events")]
    [Expensive]
    [EndpointSummary("List audit events, the newest first")]
    [EndpointDescription("Where there are more, the header Link has the address of the next page.")]
    [ProducesResponseType<ErrorAnswer>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ValidationAnswer>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<AuditList>(StatusCodes.Status200OK)]
    public async Task<ActionResult<AuditList>> List(
        [FromQuery, Description("The owner, if it is not that of the key."), MaxLength(SecretName.MaxLength)] string? owner,
        [FromQuery, Description("Such as secret.reveal, or the scope that was lacking."), MaxLength(MaxActionLength)] string? action,
        [FromQuery, Description("The name of a secret: the events of all that have it, or had it when they were deleted."), MaxLength(SecretName.MaxLength)] string? secret,
        [FromQuery(Name = "secret_id"), Description("The id of a secret, as events have it.")] Guid? secretId,
        [FromQuery(Name = "key_id"), Description("The API key that it was done with.")] Guid? keyId,
        [FromQuery, Description("Inclusive, with its offset, such as 2027-01-31T12:00:00Z.")] DateTimeOffset? since,
        [FromQuery, Description("Exclusive, with its offset.")] DateTimeOffset? until,
        [FromQuery, Description("100 unless said.")][Range(1, ListAuditQuery.MaxLimit)] int? limit,
        [FromQuery, Description("Where the page begins, as the header Link gives it.")] Guid? before,
        CancellationToken cancellationToken)
    {
        var query = new ListAuditQuery(User.Caller(), owner, before, action, secret, secretId, keyId, since, until, limit);
        if (await mediator.Send(query, cancellationToken) is not { } page)
        {
            return NotFound(new ErrorAnswer($"Owner {owner} not found"));
        }

        if (page.Next is { } next)
        {
            var parameters = new QueryBuilder(Request.Query.Where(parameter => !string.Equals(parameter.Key, nameof(before), StringComparison.OrdinalIgnoreCase))) { { nameof(before), $"{next}" } };
            Response.Headers.Link = $"<{Request.PathBase}/api/audit{parameters}>; rel=\"next\"";
        }

        return new AuditList([.. page.Events.Select(AuditEventAnswer.Of)]);
    }
}
