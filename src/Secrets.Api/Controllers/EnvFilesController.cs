using System.Buffers;
using System.ComponentModel;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Authentication;
using Secrets.Api.RateLimiting;
using Secrets.Api.Responses;
using Secrets.Application.EnvFiles;
using Secrets.Application.Secrets.ExportSecrets;
using Secrets.Application.Secrets.ImportSecrets;
using Secrets.Application.Validation;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Controllers;

/// <summary>All secrets of an owner at once, as the text of a .env file.</summary>
[Route("/api")]
[ApiExplorerSettings]
public sealed class EnvFilesController(IMediator mediator) : ControllerBase
{
    [HttpPost("import", Name = "import_secrets")]
    [Expensive]
    [EndpointSummary("Import a .env file, all of it or nothing")]
    [EndpointDescription(
        "Quotes and lines are read as docker compose reads them; variables are not substituted. Without the scope secrets:reveal, the "
            + "response does not show which values are unchanged."
    )]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status400BadRequest)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status413PayloadTooLarge)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<ImportResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ImportResponse>> Import(
        [FromBody] EnvFile file,
        [
            FromQuery(Name = "on_conflict"),
            Description("If a secret exists with another value: fail and import nothing, skip it, or replace its value.")
        ]
            CollisionPolicy onConflict,
        [FromQuery(Name = "dry_run"), Description("Only show what would change.")] bool dryRun,
        CancellationToken cancellationToken
    )
    {
        var outcome = await mediator.Send(new ImportSecretsCommand(User.Caller(), file, onConflict, dryRun), cancellationToken);
        if (outcome.IsDone || dryRun)
        {
            return ImportResponse.Of(outcome, dryRun);
        }

        return outcome.InvalidLines.Count > 0
            ? throw new InvalidRequestException(
                [
                    .. outcome.InvalidLines.Select(line => new RequestFailure(
                        ["body", "line", (long)line.Line],
                        line.Message,
                        "env_invalid"
                    )),
                ],
                outcome.InvalidLineCount
            )
            : BadRequest(
                new MessageResponse(
                    outcome.Changed is [var name]
                        ? $"Secret {name} already exists"
                        : $"Secrets {string.Join(", ", outcome.Changed)} already exist"
                )
            );
    }

    [HttpGet("export", Name = "export_secrets")]
    [Expensive]
    [EndpointSummary("Export all secrets as a .env file")]
    [EndpointDescription(
        "Comments name the secrets that a .env file cannot hold, and those that cannot be decrypted. The trailer Secrets-Not-Decrypted "
            + "has the number of the latter."
    )]
    [Authorize(Scopes.RevealSecrets)]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/plain")]
    public async Task Export(CancellationToken cancellationToken)
    {
        Response.ContentType = "text/plain; charset=utf-8";

        // HEAD reveals nothing, so there are no audit events.
        if (HttpMethods.IsHead(Request.Method))
        {
            return;
        }

        var body = new TrailingBody(Response, EnvFileExport.NotDecryptedTrailer);
        var page = new ArrayBufferWriter<byte>();
        var notDecrypted = 0;

        // If a later page cannot be read, the connection is aborted, so that nobody takes the beginning for a complete export.
        await foreach (var secrets in mediator.ExportAsync(User.Caller(), cancellationToken))
        {
            notDecrypted += EnvFileExport.Write(page, secrets).Count;
            await body.WriteAsync(page.WrittenMemory, cancellationToken);
            page.Clear();
            cancellationToken.ThrowIfCancellationRequested();
        }

        await body.EndAsync(notDecrypted, cancellationToken);
    }
}
