using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Authentication;
using Secrets.Api.OpenApi;
using Secrets.Api.RateLimiting;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.Secrets.GetSecret;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Controllers;

/// <summary>Secrets with labels, times and warnings.</summary>
[ApiExplorerSettings]
public sealed class SecretMetadataController(IMediator mediator) : ControllerBase
{
    [HttpGet("/api/secret-metadata", Name = "list_secret_metadata")]
    [EndpointSummary("List secrets with their metadata, without their values")]
    [EndpointDescription(
        "One page. If there may be more, the header Link has the address of the next page, as rel=\"next\". With a filter, a page may be "
            + "smaller than its limit, or empty, and still not be the last."
    )]
    [Authorize(Scopes.ListSecrets)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<SecretMetadataList>(StatusCodes.Status200OK)]
    public async Task<ActionResult<SecretMetadataList>> List(
        [ModelBinder(Name = "")] ListMetadataParameters parameters,
        CancellationToken cancellationToken
    )
    {
        var query = parameters.ToQuery(User.Caller());
        if (query.IsExpensive && !await ExpensiveRequests.TryEnterAsync(HttpContext))
        {
            return StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var page = await mediator.Send(query, cancellationToken);
        if (page.Next is { } next)
        {
            Response.LinkNext("/api/secret-metadata", "after", $"{next}");
        }

        return new SecretMetadataList([.. page.Secrets.Select(secret => SecretMetadataResponse.Of(secret, query.Caller))]);
    }

    [HttpGet("/api/secrets/{secret_id}/metadata", Name = "get_secret_metadata")]
    [EndpointSummary("Describe a secret with all its metadata, without its value")]
    [ReturnsEntityTag]
    [Authorize(Scopes.ListSecrets)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<SecretMetadataResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<SecretMetadataResponse>> Get(CancellationToken cancellationToken)
    {
        var (caller, id) = (User.Caller(), Request.SecretId());
        if (await mediator.Send(new GetSecretQuery(caller, id), cancellationToken) is not { } secret)
        {
            return SecretErrors.NotFound(id);
        }

        Response.Headers.ETag = EntityTags.Of(secret.State);
        return Request.NoneMatch()?.Include(secret.State) is true
            ? StatusCode(StatusCodes.Status304NotModified)
            : SecretMetadataResponse.Of(secret, caller);
    }

    [HttpPatch("/api/secrets/{secret_id}/metadata", Name = "patch_secret_metadata")]
    [EndpointSummary("Change metadata of a secret; its name and value stay")]
    [EndpointDescription(
        "A JSON merge patch (RFC 7396): absent fields stay, and null removes. With If-Match, only while the secret has that entity tag. "
            + "403 for the field canary without the scope keys:manage. A key without secrets:list gets 204 instead of the metadata."
    )]
    [ReturnsEntityTag]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status412PreconditionFailed)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status413PayloadTooLarge)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<SecretMetadataResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<SecretMetadataResponse>> Patch(
        [FromBody] PatchMetadataRequest request,
        CancellationToken cancellationToken
    )
    {
        var (caller, id) = (User.Caller(), Request.SecretId());
        if (await mediator.Send(request.ToCommand(caller, id, Request.Precondition()), cancellationToken) is not { } patched)
        {
            return SecretErrors.NotFound(id);
        }

        Response.Headers.ETag = EntityTags.Of(patched.State);
        return caller.Has([Scopes.ListSecrets]) ? SecretMetadataResponse.Of(patched, caller) : NoContent();
    }
}
