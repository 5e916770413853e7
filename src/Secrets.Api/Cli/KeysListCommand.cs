using System.CommandLine;
using Secrets.Application;
using Secrets.Application.ApiKeys.ListApiKeys;

namespace Secrets.Api.Cli;

/// <summary><c>keys list</c>.</summary>
internal static class KeysListCommand
{
    public static Command Create()
    {
        var command = new Command(
            "list",
            """
            List the API keys of an owner, without their tokens.

            Example:
              secrets keys list --owner alice
            """
        )
        {
            SharedOptions.Owner,
            SharedOptions.Json,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var owner = parsed.GetRequiredValue(SharedOptions.Owner);
                return LocalInstallation.SendAsync(
                    new ListApiKeysQuery(Caller.Operator, owner),
                    keys => keys is null ? Output.OwnerNotFound(owner) : ApiKeyOutput.Print(keys, parsed.GetValue(SharedOptions.Json)),
                    cancellationToken
                );
            }
        );
        return command;
    }
}
