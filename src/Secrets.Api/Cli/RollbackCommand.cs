using System.CommandLine;
using Secrets.Api.Responses;
using Secrets.Application.Secrets.RestoreVersion;

namespace Secrets.Api.Cli;

/// <summary><c>rollback</c>.</summary>
internal static class RollbackCommand
{
    private static readonly Argument<string> Name = SharedOptions.SecretName();

    private static readonly Argument<long> Version = new("version") { Description = "An old version, from the command versions." };

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "rollback",
            """
            Make the value of an old version current again. It becomes the newest version; those in between stay.

            Example:
              secrets rollback GITHUB_TOKEN 3
            """
        )
        {
            Name,
            Version,
        };
        source.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var (name, version) = (parsed.GetRequiredValue(Name), parsed.GetRequiredValue(Version));
                return source.UseAsync(
                    parsed,
                    async service =>
                    {
                        var path = RemoteService.PathOf(name, $"/versions/{version}/restore");
                        await service.SendAsync<MessageResponse>(HttpMethod.Post, path, cancellationToken);
                        return Done(name, version);
                    },
                    async (mediator, caller) =>
                        await mediator.Send(new RestoreVersionCommand(caller, name, version, Precondition: null), cancellationToken)
                            is not null
                            ? Done(name, version)
                            : SecretOutput.NotFound(name, version),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static int Done(string name, long version) => Output.Done($"{name} has the value of version {version} again.");
}
