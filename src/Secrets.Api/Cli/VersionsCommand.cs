using System.CommandLine;
using Secrets.Api.Responses;
using Secrets.Application.Secrets.ListVersions;

namespace Secrets.Api.Cli;

/// <summary><c>versions</c>.</summary>
internal static class VersionsCommand
{
    private static readonly Argument<string> Name = SharedOptions.SecretName();

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "versions",
            """
            List the versions of a secret, the newest first, without their values.

            Example:
              secrets versions GITHUB_TOKEN
            """
        )
        {
            Name,
            SharedOptions.Json,
        };
        source.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var (name, asJson) = (parsed.GetRequiredValue(Name), parsed.GetValue(SharedOptions.Json));
                return source.UseAsync(
                    parsed,
                    async service =>
                    {
                        var path = RemoteService.PathOf(name, "/versions");
                        return SecretOutput.Print(await service.GetAsync<SecretVersionList>(path, cancellationToken), asJson);
                    },
                    async (mediator, caller) =>
                    {
                        var versions = await mediator.Send(new ListVersionsQuery(caller, name), cancellationToken);
                        return versions.Count == 0
                            ? SecretOutput.NotFound(name)
                            : SecretOutput.Print(
                                new SecretVersionList([.. versions.Select((version, i) => SecretVersionResponse.Of(version, i == 0))]),
                                asJson
                            );
                    },
                    cancellationToken
                );
            }
        );
        return command;
    }
}
