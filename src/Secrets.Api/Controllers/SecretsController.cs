using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Authentication;
using Secrets.Api.Contracts;
using Secrets.Application.Secrets.CreateSecret;
using Secrets.Application.Secrets.DeleteSecret;
using Secrets.Application.Secrets.ListSecrets;
using Secrets.Application.Secrets.UpdateSecret;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Controllers;

/// <summary>OpenHands' custom-secrets contract.</summary>
[Route("/api/secrets")]
[ApiExplorerSettings]
public sealed class SecretsController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    [Authorize(Scopes.ListSecrets)]
    public async Task<SecretList> List(CancellationToken cancellationToken)
    {
        var secrets = await mediator.Send(new ListSecretsQuery(User.Caller()), cancellationToken);
        return new SecretList([.. secrets.Select(secret => new SecretListEntry(secret.Name, secret.Description ?? ""))]);
    }

    [HttpPost]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<MessageAnswer>(StatusCodes.Status400BadRequest)]
    [ProducesResponseType<DetailAnswer>(StatusCodes.Status413PayloadTooLarge)]
    public async Task<ActionResult<MessageAnswer>> Create([FromBody] CreateSecretRequest request, CancellationToken cancellationToken)
    {
        var command = new CreateSecretCommand(User.Caller(), request.Name, request.Description, request.Value);
        return await mediator.Send(command, cancellationToken) switch
        {
            CreateSecretOutcome.NameTaken => NameTaken(request.Name.Required),
            _ => new MessageAnswer("Secret created successfully"),
        };
    }

    [HttpPut("{secret_id}")]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<MessageAnswer>(StatusCodes.Status400BadRequest)]
    [ProducesResponseType<ErrorAnswer>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<DetailAnswer>(StatusCodes.Status413PayloadTooLarge)]
    public async Task<ActionResult<MessageAnswer>> Update([FromBody] UpdateSecretRequest request, CancellationToken cancellationToken)
    {
        var id = Request.SecretId();
        return await mediator.Send(new UpdateSecretCommand(User.Caller(), id, request.Name, request.Description), cancellationToken) switch
        {
            UpdateSecretOutcome.NotFound => SecretNotFound(id),
            UpdateSecretOutcome.NameTaken => NameTaken(request.Name.Required),
            _ => new MessageAnswer("Secret updated successfully"),
        };
    }

    [HttpDelete("{secret_id}")]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<ErrorAnswer>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<MessageAnswer>> Delete(CancellationToken cancellationToken)
    {
        var id = Request.SecretId();
        return await mediator.Send(new DeleteSecretCommand(User.Caller(), id), cancellationToken)
            ? new MessageAnswer("Secret deleted successfully")
            : SecretNotFound(id);
    }

    private BadRequestObjectResult NameTaken(string name) => BadRequest(new MessageAnswer($"Secret {name} already exists"));

    private NotFoundObjectResult SecretNotFound(string id) => NotFound(new ErrorAnswer($"Secret with ID {id} not found"));
}
