using System.Buffers;
using System.ComponentModel;
using System.Net.Mime;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Authentication;
using Secrets.Api.RateLimiting;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.SecretFiles;
using Secrets.Application.Secrets.ExportSecrets;
using Secrets.Application.Secrets.ImportSecrets;
using Secrets.Application.Validation;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Controllers;

/// <summary>All secrets of an owner at once, as a file.</summary>
[Route("/api")]
[ApiExplorerSettings]
public sealed class SecretFilesController(IMediator mediator) : ControllerBase
{
    /// <summary>The trailer with the number of secrets that cannot be decrypted.</summary>
    internal const string NotDecryptedTrailer = "Secrets-Not-Decrypted";

    [HttpPost("import", Name = "import_secrets")]
    [Expensive]
    [EndpointSummary("Import a file, all of it or nothing")]
    [EndpointDescription(
        "The content type decides the format: application/json and application/yaml have the shape of an export, and anything else is a "
            + ".env file. Its quotes and lines are read as docker compose reads them; variables are not substituted. A secret that exists "
            + "keeps its description. Without the scope secrets:reveal, the response does not show which values are unchanged."
    )]
    [Authorize(Scopes.WriteSecrets)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status400BadRequest)]
    [ProducesResponseType<DetailResponse>(StatusCodes.Status413PayloadTooLarge)]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    [ProducesResponseType<ImportResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ImportResponse>> Import(
        [FromBody] SecretFile file,
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
                        $"{file.Format.ToString().ToLowerInvariant()}_invalid"
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
    [EndpointSummary("Export all secrets as a file")]
    [EndpointDescription(
        "Comments name the secrets that a format cannot hold, and those that cannot be decrypted. JSON and YAML hold all, and list the "
            + "latter as not_decrypted. The trailer Secrets-Not-Decrypted has their number."
    )]
    [Authorize(Scopes.RevealSecrets)]
    [ProducesResponseType<string>(
        StatusCodes.Status200OK,
        MediaTypeNames.Text.Plain,
        MediaTypeNames.Application.Json,
        MediaTypeNames.Application.Yaml
    )]
    [ProducesResponseType<ValidationResponse>(StatusCodes.Status422UnprocessableEntity)]
    public async Task Export(
        [
            FromQuery(Name = "format"),
            Description("env for docker compose, shell to be sourced, docker for docker run --env-file, or json or yaml with descriptions.")
        ]
            ExportFormat format,
        CancellationToken cancellationToken
    )
    {
        var type = MediaTypes.Of(format);
        Response.ContentType = type == MediaTypeNames.Text.Plain ? $"{type}; charset=utf-8" : type;

        // HEAD reveals nothing, so there are no audit events.
        if (HttpMethods.IsHead(Request.Method))
        {
            return;
        }

        var body = new TrailingBody(Response, NotDecryptedTrailer);
        var page = new ArrayBufferWriter<byte>();
        var file = SecretFileWriter.Create(format, page);

        // If a later page cannot be read, the connection is aborted, so that nobody takes the beginning for a complete export.
        await foreach (var secrets in mediator.ExportAsync(User.Caller(), cancellationToken))
        {
            file.Write(secrets);
            await body.WriteAsync(page.WrittenMemory, cancellationToken);
            page.Clear();
            cancellationToken.ThrowIfCancellationRequested();
        }

        file.End();
        await body.WriteAsync(page.WrittenMemory, cancellationToken);
        await body.EndAsync(file.NotDecrypted, cancellationToken);
    }
}
