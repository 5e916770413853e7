using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Authentication;
using Secrets.Api.OpenApi;
using Secrets.Api.RateLimiting;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.DeleteSecret;
using Secrets.Application.Secrets.ListSecrets;
using Secrets.Application.Secrets.RevealSecret;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Controllers;

/// <summary>The same secrets in the dialect of OpenHands' agent server.</summary>
[Route("/api/settings/secrets")]
[ApiExplorerSettings]
public sealed class SettingsSecretsController(IMediator mediator) : ControllerBase
{
    private const int NameSegment = 4;

    [HttpGet(Name = "list_settings_secrets")]
    [EndpointSummary("List secrets, in the agent server's dialect")]
    [Authorize(Scopes.ListSecrets)]
    [ProducesResponseType<SettingsSecretList>(StatusCodes.Status200OK)]
    public async Task<ActionResult<SettingsSecretList>> List(CancellationToken cancellationToken)
    {
        var query = new ListSecretsQuery(User.Caller());
        if (query.IsExpensive && !await ExpensiveRequests.TryEnterAsync(HttpContext))
        {
            return StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var page = await mediator.Send(query, cancellationToken);
        if (page.Next is null)
        {
            return new SettingsSecretList(Of(page.Secrets));
        }

        return await ExpensiveRequests.TryEnterAsync(HttpContext)
            ? new StreamedList<SettingsSecret>(
                "secrets",
                mediator.ListPagesAsync(query, cancellationToken).Select(Of),
                ApiJson.Web.SettingsSecret
            )
            : StatusCode(StatusCodes.Status429TooManyRequests);
    }

    [HttpPut(Name = "upsert_settings_secret")]
    [EndpointSummary("Create a secret, or give it a new value and description, in the agent server's dialect")]
    [EndpointDescription(
        "An absent description blanks it. With If-Match, only while the secret has that entity tag. With If-None-Match: *, only if no "
            + "secret has that name. Else 412."
    )]
    [AcceptsIfNoneMatch("With *, 412 if a secret has that name.")]
    [ReturnsWarnings]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status412PreconditionFailed)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status413PayloadTooLarge)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<SettingsSecret>(StatusCodes.Status200OK)]
    public async Task<SettingsSecret> Upsert([FromBody] CreateSecretRequest request, CancellationToken cancellationToken)
    {
        var outcome = await mediator.Send(request.ToUpsertCommand(User.Caller(), Request.Precondition()), cancellationToken);
        Response.Warn(outcome.Warnings);
        return new SettingsSecret(request.Name.Required, request.Description.Value);
    }

    [HttpGet("{name}", Name = "reveal_settings_secret")]
    [EndpointSummary("Reveal a secret's value, in the agent server's dialect")]
    [ReturnsEntityTag]
    [Authorize(Scopes.RevealSecrets)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status410Gone)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/plain")]
    public async Task<IActionResult> Reveal(CancellationToken cancellationToken)
    {
        var query = new RevealSecretQuery(
            User.Caller(),
            Request.SecretId(NameSegment),
            NoneMatch: Request.NoneMatch(),
            SendsValue: !HttpMethods.IsHead(Request.Method)
        );
        return await mediator.Send(query, cancellationToken) is { } revealed ? new RevealedValueResult(revealed) : SecretNotFound();
    }

    [HttpDelete("{name}", Name = "delete_settings_secret")]
    [EndpointSummary("Delete a secret, in the agent server's dialect")]
    [EndpointDescription("With If-Match, only while the secret has that entity tag.")]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status412PreconditionFailed)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<DeletedResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<DeletedResponse>> Delete(CancellationToken cancellationToken) =>
        await mediator.Send(
            new DeleteSecretCommand(User.Caller(), Request.SecretId(NameSegment), Request.Precondition()),
            cancellationToken
        )
            ? new DeletedResponse(Deleted: true)
            : SecretNotFound();

    private static IReadOnlyList<SettingsSecret> Of(IReadOnlyList<SecretSummary> secrets) =>
        [.. secrets.Select(secret => new SettingsSecret(secret.Name, secret.Description))];

    private NotFoundObjectResult SecretNotFound() => NotFound(new DetailResponse("Secret not found"));
}
