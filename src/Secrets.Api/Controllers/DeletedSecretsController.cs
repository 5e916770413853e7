using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Authentication;
using Secrets.Api.RateLimiting;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.DestroyDeletedSecret;
using Secrets.Application.Secrets.ListDeletedSecrets;
using Secrets.Application.Secrets.RestoreSecret;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Controllers;

/// <summary>Secrets that were deleted and can still be restored.</summary>
[Route("/api/deleted-secrets")]
[ApiExplorerSettings]
public sealed class DeletedSecretsController(IMediator mediator, SecretLimits limits) : ControllerBase
{
    [HttpGet(Name = "list_deleted_secrets")]
    [Expensive]
    [EndpointSummary("List the deleted secrets that can be restored")]
    [EndpointDescription("The most recently deleted first. Several may have the same name.")]
    [Authorize(Scopes.ListSecrets)]
    [ProducesResponseType<DeletedSecretList>(StatusCodes.Status200OK)]
    public IActionResult List(CancellationToken cancellationToken) =>
        new StreamedList<DeletedSecretResponse>(
            "deleted_secrets",
            mediator
                .ListDeletedAsync(User.Caller(), cancellationToken)
                .Select(secrets =>
                    (IReadOnlyList<DeletedSecretResponse>)
                        [.. secrets.Select(secret => DeletedSecretResponse.Of(secret, limits.DeletedSecretsKept))]
                ),
            ApiJson.Web.DeletedSecretResponse
        );

    [HttpPost("{id}/restore", Name = "restore_deleted_secret")]
    [EndpointSummary("Restore a deleted secret under its name, with its versions")]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status400BadRequest)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<MessageResponse>> Restore(
        [ModelBinder(Name = "")] DeletedSecretParameters parameters,
        CancellationToken cancellationToken
    )
    {
        var outcome = Guid.TryParseExact(parameters.Id, "D", out var secretId)
            ? await mediator.Send(new RestoreSecretCommand(User.Caller(), secretId), cancellationToken)
            : RestoreSecretOutcome.NotFound;
        return outcome switch
        {
            { Name: null } => SecretNotFound(parameters),
            { IsRestored: false, Name: var name } => SecretErrors.NameTaken(name),
            _ => new MessageResponse("Secret restored successfully"),
        };
    }

    [HttpDelete("{id}", Name = "destroy_deleted_secret")]
    [EndpointSummary("Destroy a deleted secret with its versions for good")]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<MessageResponse>> Destroy(
        [ModelBinder(Name = "")] DeletedSecretParameters parameters,
        CancellationToken cancellationToken
    ) =>
        Guid.TryParseExact(parameters.Id, "D", out var secretId)
        && await mediator.Send(new DestroyDeletedSecretCommand(User.Caller(), secretId), cancellationToken)
            ? new MessageResponse("Deleted secret destroyed successfully")
            : SecretNotFound(parameters);

    private NotFoundObjectResult SecretNotFound(DeletedSecretParameters parameters) =>
        NotFound(new ErrorResponse($"Deleted secret with ID {parameters.Id} not found"));
}
