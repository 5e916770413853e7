using System.ComponentModel;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Authentication;
using Secrets.Api.OpenApi;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.Secrets.DestroyVersion;
using Secrets.Application.Secrets.ListVersions;
using Secrets.Application.Secrets.RestoreVersion;
using Secrets.Application.Secrets.RevealSecret;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Controllers;

/// <summary>The current and earlier values of a secret.</summary>
[Route("/api/secrets/{secret_id}")]
[ApiExplorerSettings]
public sealed class SecretVersionsController(IMediator mediator) : ControllerBase
{
    [HttpGet("value", Name = "reveal_secret")]
    [EndpointSummary("Reveal a secret's value")]
    [EndpointDescription(
        "The bytes that were stored. If-None-Match with the ETag of the requested version gives 304. 410 if the secret has expired and the "
            + "service does not reveal such values."
    )]
    [ReturnsEntityTag]
    [ReturnsDue]
    [Authorize(Scopes.RevealSecrets)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status410Gone)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/plain")]
    public async Task<IActionResult> Reveal(
        [FromQuery, Description("The default is the current version.")] long? version,
        CancellationToken cancellationToken
    )
    {
        var id = Request.SecretId();
        var query = new RevealSecretQuery(User.Caller(), id, version, Request.NoneMatch(), SendsValue: !HttpMethods.IsHead(Request.Method));
        var revealed = await mediator.Send(query, cancellationToken);
        return revealed is not null ? new RevealedValueResult(revealed, showsDue: true)
            : version is { } number ? SecretErrors.VersionNotFound(id, number)
            : SecretErrors.NotFound(id);
    }

    [HttpPut("value", Name = "put_secret_value")]
    [EndpointSummary("Give a secret a new value")]
    [EndpointDescription("The value becomes the next version. With If-Match, only while the secret has that entity tag.")]
    [ReturnsEntityTag]
    [ReturnsWarnings]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status412PreconditionFailed)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status413PayloadTooLarge)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<MessageResponse>> SetValue([FromBody] SetSecretValueRequest request, CancellationToken cancellationToken)
    {
        var id = Request.SecretId();
        var command = request.ToCommand(User.Caller(), id, Request.Precondition());
        if (await mediator.Send(command, cancellationToken) is not { } outcome)
        {
            return SecretErrors.NotFound(id);
        }

        Response.Headers.ETag = EntityTags.Of(outcome.ValueState);
        Response.Warn(outcome.Warnings);
        return new MessageResponse("Secret value updated successfully");
    }

    [HttpPost("generate", Name = "generate_secret")]
    [EndpointSummary("Generate a secret's value, without showing it")]
    [EndpointDescription(
        "The value becomes the next version, or the first one of a new secret. Every value of the alphabet and length is equally likely. "
            + "With If-Match, only while the secret has that entity tag. With If-None-Match: *, only if no secret has that name. Else 412."
    )]
    [AcceptsIfNoneMatch("With *, 412 if a secret has that name.")]
    [ReturnsEntityTag]
    [ReturnsWarnings]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status412PreconditionFailed)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status413PayloadTooLarge)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<GeneratedSecretResponse>(StatusCodes.Status200OK)]
    public async Task<GeneratedSecretResponse> Generate([FromBody] GenerateSecretRequest request, CancellationToken cancellationToken)
    {
        var command = request.ToCommand(User.Caller(), Request.SecretId(), Request.Precondition());
        var generated = await mediator.Send(command, cancellationToken);
        Response.Headers.ETag = EntityTags.Of(generated.ValueState);
        Response.Warn(generated.Warnings);
        return GeneratedSecretResponse.Of(generated);
    }

    [HttpGet("versions", Name = "list_secret_versions")]
    [EndpointSummary("List the versions of a secret, without their values")]
    [EndpointDescription("The newest first, which is the current one.")]
    [Authorize(Scopes.ListSecrets)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<SecretVersionList>(StatusCodes.Status200OK)]
    public async Task<ActionResult<SecretVersionList>> List(CancellationToken cancellationToken)
    {
        var id = Request.SecretId();
        var versions = await mediator.Send(new ListVersionsQuery(User.Caller(), id), cancellationToken);
        return versions.Count > 0
            ? new SecretVersionList([.. versions.Select((version, i) => SecretVersionResponse.Of(version, isCurrent: i == 0))])
            : SecretErrors.NotFound(id);
    }

    [HttpPost("versions/{version}/restore", Name = "restore_secret_version")]
    [EndpointSummary("Make the value of a version current again")]
    [EndpointDescription(
        "The value becomes the next version; those in between stay. With If-Match, only while the secret has that entity tag."
    )]
    [ReturnsEntityTag]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status412PreconditionFailed)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<MessageResponse>> Restore(
        [FromRoute, Description("The number of the version.")] long version,
        CancellationToken cancellationToken
    )
    {
        var id = Request.SecretId();
        var command = new RestoreVersionCommand(User.Caller(), id, version, Request.Precondition());
        if (await mediator.Send(command, cancellationToken) is not { } restored)
        {
            return SecretErrors.VersionNotFound(id, version);
        }

        Response.Headers.ETag = EntityTags.Of(restored.ValueState);
        return new MessageResponse("Secret version restored successfully");
    }

    [HttpDelete("versions/{version}", Name = "destroy_secret_version")]
    [EndpointSummary("Destroy an old version for good")]
    [EndpointDescription("400 for the current version: set another value first. With If-Match, only while the secret has that entity tag.")]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status400BadRequest)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status412PreconditionFailed)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<MessageResponse>> Destroy(
        [FromRoute, Description("The number of the version.")] long version,
        CancellationToken cancellationToken
    )
    {
        var id = Request.SecretId();
        return await mediator.Send(new DestroyVersionCommand(User.Caller(), id, version, Request.Precondition()), cancellationToken) switch
        {
            DestroyVersionResult.NotFound => SecretErrors.VersionNotFound(id, version),
            DestroyVersionResult.IsCurrent => SecretErrors.VersionIsCurrent(id, version),
            _ => new MessageResponse("Secret version destroyed successfully"),
        };
    }
}
