using System.CommandLine;
using System.Net.Mime;
using MediatR;
using Secrets.Api.Responses;
using Secrets.Application;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.SetSecretValue;
using Secrets.Application.Secrets.UpsertSecret;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Cli;

/// <summary><c>set</c>.</summary>
internal static class SetCommand
{
    private const string NeverAnArgument =
        "A value is never an argument: the shell's history and the list of processes would show it. Give it on standard input, with "
        + "--file, or at the prompt: set NAME";

    private static readonly Argument<string> Name = SharedOptions.SecretName();

    // Takes what else is on the command line. A message of the parser would repeat it.
    private static readonly Argument<string[]> Extra = new("value") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };

    private static readonly Option<string?> FilePath = new("--file") { Description = "Read the value from a file." };

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "set",
            """
            Create a secret, or give it a new value; its old one stays as a version. The value is read from standard input, byte by byte:
            a line break at its end, such as that of echo, is part of it. On a terminal, the command asks for it without showing it.

            Example:
              printf %s "$TOKEN" | secrets set GITHUB_TOKEN
            """
        )
        {
            Name,
            Extra,
            FilePath,
            SharedOptions.SecretDescription,
        };
        source.AddTo(command);
        command.Validators.Add(parsed =>
        {
            if (
                parsed.GetResult(Extra) is { Tokens: [_, ..] }
                || (parsed.GetResult(Name) is { Tokens: [var name] } && name.Value.Contains('=', StringComparison.Ordinal))
            )
            {
                parsed.AddError(NeverAnArgument);
            }
        });
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var (name, description) = (parsed.GetRequiredValue(Name), parsed.GetValue(SharedOptions.SecretDescription));
                using var value = await ValueInput.ReadAsync(parsed.GetValue(FilePath), cancellationToken);
                return value is null
                    ? ExitCodes.Usage
                    : await source.UseAsync(
                        parsed,
                        service => SetAsync(service, name, description, value, cancellationToken),
                        (mediator, caller) => SetAsync(mediator, caller, name, description, value, cancellationToken),
                        cancellationToken
                    );
            }
        );
        return command;
    }

    private static async Task<int> SetAsync(
        RemoteService service,
        string name,
        string? description,
        SecretValue value,
        CancellationToken cancellationToken
    )
    {
        if (description is null)
        {
            using var body = new SecretBody(value);
            try
            {
                var set = await SendAsync<MessageResponse>(service, RemoteService.PathOf(name, "/value"), body, cancellationToken);
                return SecretOutput.Done($"Set the value of {name}.", set.Warnings);
            }
            catch (RemoteServiceException e) when (e.ExitCode == ExitCodes.NotFound)
            {
                // It is created below.
            }
        }

        using var created = new SecretBody(value, name, description);
        var upserted = await SendAsync<SettingsSecret>(service, "api/settings/secrets", created, cancellationToken);
        return SecretOutput.Done($"Set {name}.", upserted.Warnings);
    }

    private static async Task<RemoteResponse> SendAsync<T>(
        RemoteService service,
        string path,
        SecretBody body,
        CancellationToken cancellationToken
    )
    {
        using var content = body.ToContent();
        var response = await service.SendAsync(HttpMethod.Put, path, MediaTypeNames.Application.Json, cancellationToken, content);
        service.Read<T>(response);
        return response;
    }

    private static async Task<int> SetAsync(
        IMediator mediator,
        Caller caller,
        string name,
        string? description,
        SecretValue value,
        CancellationToken cancellationToken
    )
    {
        if (description is null)
        {
            var set = new SetSecretValueCommand(caller, name, Submitted.Of(value), Precondition: null);
            if (await mediator.Send(set, cancellationToken) is { } outcome)
            {
                return SecretOutput.Done($"Set the value of {name}.", outcome.Warnings.Select(SecretWarningHeader.TextOf));
            }
        }

        var metadata = new SubmittedMetadata(description is null ? default : Submitted.Of(description));
        var upsert = new UpsertSecretCommand(caller, Submitted.Of(name), metadata, Submitted.Of(value), Precondition: null);
        var upserted = await mediator.Send(upsert, cancellationToken);
        return SecretOutput.Done($"Set {name}.", upserted.Warnings.Select(SecretWarningHeader.TextOf));
    }
}
