using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Authentication;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Application.ApiKeys.GetCurrentApiKey;
using Secrets.Application.ApiKeys.RevokeApiKey;

namespace Secrets.Api.Controllers;

/// <summary>The API key of the request, and its children. Every key may use these routes, whatever its scopes.</summary>
[Route("/api/keys")]
[ApiExplorerSettings]
[Authorize]
public sealed class CurrentApiKeyController(IMediator mediator) : ControllerBase
{
    [HttpGet("current", Name = "get_current_api_key")]
    [EndpointSummary("Get the API key of the request, without its token")]
    [ProducesResponseType<CurrentApiKeyResponse>(StatusCodes.Status200OK)]
    public async Task<CurrentApiKeyResponse> Get(CancellationToken cancellationToken) =>
        CurrentApiKeyResponse.Of(User.Caller(), await mediator.Send(new GetCurrentApiKeyQuery(User.Caller()), cancellationToken));

    [HttpDelete("current", Name = "revoke_current_api_key")]
    [EndpointSummary("Revoke the API key of the request, and its children")]
    [EndpointDescription("409 for SESSION_API_KEY, which is a setting.")]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status409Conflict)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<MessageResponse>> Revoke(CancellationToken cancellationToken) =>
        await mediator.Send(new RevokeApiKeyCommand(User.Caller(), Owner: null, User.Caller().KeyId), cancellationToken)
            ? new MessageResponse("API key revoked")
            : Conflict(new DetailResponse("SESSION_API_KEY cannot be revoked: change the setting and restart the service"));

    [HttpPost("child", Name = "create_child_key")]
    [EndpointSummary("Create a child of the API key of the request; only this response has its token")]
    [EndpointDescription(
        "A child has at most the rights of its parent and ends with it. 403 if it would have more, if its parent has max_uses, or if it "
            + "would have more than three ancestors."
    )]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status403Forbidden)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status413PayloadTooLarge)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<ApiKeyResponse>(StatusCodes.Status200OK)]
    public async Task<ApiKeyResponse> CreateChild([FromBody] CreateChildKeyRequest request, CancellationToken cancellationToken) =>
        ApiKeyResponse.Of(await mediator.Send(request.ToCommand(User.Caller()), cancellationToken));
}
