using System.CommandLine;
using System.Net;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using MediatR;
using Secrets.Api.Responses;
using Secrets.Application;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.GetSecret;
using Secrets.Application.Secrets.UpdateSecret;
using Secrets.Application.Validation;

namespace Secrets.Api.Cli;

/// <summary><c>rename</c>.</summary>
internal static class RenameCommand
{
    /// <summary>A rename is repeated if another request changes the secret at the same time, so that its description is kept.</summary>
    private const int MaxAttempts = 5;

    private static readonly Argument<string> Name = SharedOptions.SecretName();

    private static readonly Argument<string> NewName = SharedOptions.SecretName("new-name", "Its new name.");

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "rename",
            """
            Rename a secret. It keeps its value, its versions and its description.

            Example:
              secrets rename TOKEN GITHUB_TOKEN
            """
        )
        {
            Name,
            NewName,
        };
        source.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var (name, newName) = (parsed.GetRequiredValue(Name), parsed.GetRequiredValue(NewName));
                return source.UseAsync(
                    parsed,
                    service => RenameAsync(service, name, newName, cancellationToken),
                    (mediator, caller) => RenameAsync(mediator, caller, name, newName, cancellationToken),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static async Task<int> RenameAsync(RemoteService service, string name, string newName, CancellationToken cancellationToken)
    {
        const string Json = MediaTypeNames.Application.Json;
        var path = RemoteService.PathOf(name);
        for (var attempt = 1; ; attempt++)
        {
            var current = await service.SendAsync(HttpMethod.Get, path, Json, cancellationToken);
            var change = new JsonObject { ["name"] = newName, ["description"] = service.Read<SecretResponse>(current).Description };
            using var body = new StringContent(change.ToJsonString(), Encoding.UTF8, Json);
            try
            {
                var renamed = await service.SendAsync(HttpMethod.Put, path, Json, cancellationToken, body, current.EntityTag);
                service.Read<MessageResponse>(renamed);
                return SecretOutput.Done($"Renamed {name} to {newName}.", renamed.Warnings);
            }
            catch (RemoteServiceException e) when (e.Status == HttpStatusCode.PreconditionFailed && attempt < MaxAttempts)
            {
                // Another request changed the secret.
            }
        }
    }

    private static async Task<int> RenameAsync(
        IMediator mediator,
        Caller caller,
        string name,
        string newName,
        CancellationToken cancellationToken
    )
    {
        while (await mediator.Send(new GetSecretQuery(caller, name), cancellationToken) is { } secret)
        {
            var metadata = new SubmittedMetadata(secret.Description is { } description ? Submitted.Of(description) : default);
            var precondition = new Precondition(new SecretStates([secret.State]), NoneMatch: null);
            try
            {
                var rename = new UpdateSecretCommand(caller, name, Submitted.Of(newName), metadata, precondition);
                var outcome = await mediator.Send(rename, cancellationToken);
                return outcome.Result switch
                {
                    UpdateSecretResult.NotFound => SecretOutput.NotFound(name),
                    UpdateSecretResult.NameTaken => SecretOutput.NameTaken(newName),
                    _ => SecretOutput.Done(
                        $"Renamed {name} to {newName}.",
                        outcome.Warnings.Select(SecretWarningHeader.TextOf)
                    ),
                };
            }
            catch (PreconditionFailedException)
            {
                // Another request changed the secret.
            }
        }

        return SecretOutput.NotFound(name);
    }
}
