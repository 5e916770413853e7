using System.CommandLine;
using Secrets.Api.Responses;
using Secrets.Application.Secrets.DeleteSecret;

namespace Secrets.Api.Cli;

/// <summary><c>delete</c>.</summary>
internal static class DeleteCommand
{
    private static readonly Argument<string> Name = SharedOptions.SecretName();

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "delete",
            """
            Delete a secret. For seven days, or as Limits__DeletedSecretsKeptDays says, undelete restores it.

            Example:
              secrets delete OLD_TOKEN
            """
        )
        {
            Name,
        };
        source.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(Name);
                return source.UseAsync(
                    parsed,
                    async service =>
                    {
                        await service.SendAsync<MessageResponse>(HttpMethod.Delete, RemoteService.PathOf(name), cancellationToken);
                        return Done(name);
                    },
                    async (mediator, caller) =>
                        await mediator.Send(new DeleteSecretCommand(caller, name, Precondition: null), cancellationToken)
                            ? Done(name)
                            : SecretOutput.NotFound(name),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static int Done(string name) => Output.Done($"Deleted {name}. The command undelete restores it for a while.");
}
