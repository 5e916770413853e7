using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Secrets.Api.Authentication;
using Secrets.Api.RateLimiting;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Application.ApiKeys.ListApiKeys;
using Secrets.Application.ApiKeys.RevokeApiKey;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Controllers;

/// <summary>API keys of the caller's owner. Keys of the owner <c>default</c> may name another owner.</summary>
[Route("/api/keys")]
[ApiExplorerSettings]
[Authorize(Scopes.ManageKeys)]
public sealed class ApiKeysController(IMediator mediator) : ControllerBase
{
    [HttpGet(Name = "list_api_keys")]
    [Expensive]
    [EndpointSummary("List API keys, without their tokens")]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<ApiKeyList>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ApiKeyList>> List(
        [ModelBinder(Name = "")] OwnerParameters parameters,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new ListApiKeysQuery(User.Caller(), parameters.Owner), cancellationToken) is { } keys
            ? new ApiKeyList([.. keys.Select(ApiKeyResponse.Of)])
            : NotFound(new ErrorResponse($"Owner {parameters.Owner} not found"));

    [HttpPost(Name = "create_api_key")]
    [EndpointSummary("Create an API key; only this response has its token")]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status409Conflict)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status413PayloadTooLarge)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<ApiKeyResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ApiKeyResponse>> Create([FromBody] CreateApiKeyRequest request, CancellationToken cancellationToken)
    {
        var created = await mediator.Send(request.ToCommand(User.Caller()), cancellationToken);
        return ApiKeyResponse.Of(created);
    }

    [HttpDelete("{id}", Name = "revoke_api_key")]
    [EndpointSummary("Revoke an API key")]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<MessageResponse>> Revoke(
        [ModelBinder(Name = "")] ApiKeyParameters parameters,
        CancellationToken cancellationToken
    ) =>
        Guid.TryParseExact(parameters.Id, "D", out var key)
        && await mediator.Send(new RevokeApiKeyCommand(User.Caller(), parameters.Owner, key), cancellationToken)
            ? new MessageResponse("API key revoked")
            : KeyNotFound(parameters);

    [HttpPost("{id}/rotate", Name = "rotate_api_key")]
    [EndpointSummary("Create a successor; the old API key stays valid for an overlap")]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status413PayloadTooLarge)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<ApiKeyResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ApiKeyResponse>> Rotate(
        [ModelBinder(Name = "")] ApiKeyParameters parameters,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RotateApiKeyRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!Guid.TryParseExact(parameters.Id, "D", out var key))
        {
            return KeyNotFound(parameters);
        }

        var outcome = await mediator.Send(request.ToCommand(User.Caller(), parameters.Owner, key), cancellationToken);
        return outcome.Created is { } created ? ApiKeyResponse.Of(created) : KeyNotFound(parameters);
    }

    private NotFoundObjectResult KeyNotFound(ApiKeyParameters parameters) =>
        NotFound(new ErrorResponse($"API key with ID {parameters.Id} not found"));
}
