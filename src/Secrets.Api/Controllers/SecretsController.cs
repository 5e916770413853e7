using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Authentication;
using Secrets.Api.OpenApi;
using Secrets.Api.RateLimiting;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.DeleteSecret;
using Secrets.Application.Secrets.GetSecret;
using Secrets.Application.Secrets.ListSecrets;
using Secrets.Application.Secrets.UpdateSecret;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Controllers;

/// <summary>The routes of OpenHands' custom-secrets contract, and the description of a single secret.</summary>
[Route("/api/secrets")]
[ApiExplorerSettings]
public sealed class SecretsController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    [EndpointDescription(
        "In the order in which they were created. With limit, one page. If there are more, the header Link has the address of the next "
            + "page, as rel=\"next\"."
    )]
    [Authorize(Scopes.ListSecrets)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    public async Task<ActionResult<SecretList>> List(
        [ModelBinder(Name = "")] ListSecretsParameters parameters,
        CancellationToken cancellationToken
    )
    {
        var query = new ListSecretsQuery(User.Caller(), parameters.Q, parameters.After, parameters.Limit);
        if (query.IsExpensive && !await ExpensiveRequests.TryEnterAsync(HttpContext))
        {
            return StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var page = await mediator.Send(query, cancellationToken);
        if (page.Next is { } next)
        {
            if (parameters.Limit is not { } limit)
            {
                return await StreamAsync(query, cancellationToken);
            }

            var link = new QueryBuilder { { "limit", $"{limit}" }, { "after", $"{next}" } };
            if (parameters.Q is { Length: > 0 } q)
            {
                link.Add("q", q);
            }

            Response.Headers.Link = $"<{Request.PathBase}/api/secrets{link}>; rel=\"next\"";
        }

        return new SecretList(EntriesOf(page.Secrets));
    }

    [HttpPost]
    [EndpointDescription("400 if the name is taken. The header Secrets-Warning names likely mistakes, as for put_secret_value.")]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status400BadRequest)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status413PayloadTooLarge)]
    public async Task<ActionResult<MessageResponse>> Create([FromBody] CreateSecretRequest request, CancellationToken cancellationToken)
    {
        var outcome = await mediator.Send(request.ToCreateCommand(User.Caller()), cancellationToken);
        if (!outcome.IsCreated)
        {
            return SecretErrors.NameTaken(request.Name.Required);
        }

        Response.Warn(outcome.Warnings);
        return new MessageResponse("Secret created successfully");
    }

    [HttpGet("{secret_id}", Name = "get_secret")]
    [EndpointSummary("Describe a secret, without its value")]
    [ReturnsEntityTag]
    [Authorize(Scopes.ListSecrets)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<SecretResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<SecretResponse>> Get(CancellationToken cancellationToken)
    {
        var id = Request.SecretId();
        if (await mediator.Send(new GetSecretQuery(User.Caller(), id), cancellationToken) is not { } secret)
        {
            return SecretErrors.NotFound(id);
        }

        Response.Headers.ETag = EntityTags.Of(secret.State);
        return Request.NoneMatch()?.Include(secret.State) is true
            ? StatusCode(StatusCodes.Status304NotModified)
            : SecretResponse.Of(secret);
    }

    [HttpPut("{secret_id}")]
    [EndpointDescription(
        "Renames and describes the secret whose name, percent-encoded (/ is %2F), is secret_id; the value stays. An absent description "
            + "blanks it. With the header If-Match, only while the secret has that entity tag, else 412. The header Secrets-Warning names "
            + "likely mistakes, as for put_secret_value."
    )]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status400BadRequest)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status412PreconditionFailed)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status413PayloadTooLarge)]
    public async Task<ActionResult<MessageResponse>> Update([FromBody] UpdateSecretRequest request, CancellationToken cancellationToken)
    {
        var id = Request.SecretId();
        var outcome = await mediator.Send(request.ToCommand(User.Caller(), id, Request.Precondition()), cancellationToken);
        switch (outcome.Result)
        {
            case UpdateSecretResult.NotFound:
                return SecretErrors.NotFound(id);
            case UpdateSecretResult.NameTaken:
                return SecretErrors.NameTaken(request.Name.Required);
            default:
                Response.Warn(outcome.Warnings);
                return new MessageResponse("Secret updated successfully");
        }
    }

    [HttpDelete("{secret_id}")]
    [EndpointDescription("secret_id is the name of the secret, percent-encoded (/ is %2F). It can be restored for a while.")]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status412PreconditionFailed)]
    public async Task<ActionResult<MessageResponse>> Delete(CancellationToken cancellationToken)
    {
        var id = Request.SecretId();
        return await mediator.Send(new DeleteSecretCommand(User.Caller(), id, Request.Precondition()), cancellationToken)
            ? new MessageResponse("Secret deleted successfully")
            : SecretErrors.NotFound(id);
    }

    private async Task<ActionResult> StreamAsync(ListSecretsQuery query, CancellationToken cancellationToken) =>
        await ExpensiveRequests.TryEnterAsync(HttpContext)
            ? new StreamedList<SecretListEntry>(
                "custom_secrets",
                mediator.ListPagesAsync(query, cancellationToken).Select(EntriesOf),
                ApiJson.Web.SecretListEntry
            )
            : StatusCode(StatusCodes.Status429TooManyRequests);

    private static IReadOnlyList<SecretListEntry> EntriesOf(IReadOnlyList<SecretSummary> secrets) =>
        [.. secrets.Select(secret => new SecretListEntry(secret.Name, secret.Description ?? ""))];
}
