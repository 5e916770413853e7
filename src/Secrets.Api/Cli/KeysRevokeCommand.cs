using System.CommandLine;
using Secrets.Application;
using Secrets.Application.ApiKeys.RevokeApiKey;

namespace Secrets.Api.Cli;

/// <summary><c>keys revoke</c>.</summary>
internal static class KeysRevokeCommand
{
    public static Command Create()
    {
        var command = new Command(
            "revoke",
            """
            Revoke an API key permanently. Running services refuse it within 5 seconds.

            Example:
              secrets keys revoke 01a2012a-c852-737e-8dec-cc961636b540 --owner alice
            """
        )
        {
            SharedOptions.KeyId,
            SharedOptions.Owner,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(SharedOptions.KeyId);
                return LocalInstallation.SendAsync(
                    new RevokeApiKeyCommand(Caller.Operator, parsed.GetRequiredValue(SharedOptions.Owner), id),
                    isRevoked => isRevoked ? Output.Done($"Revoked {id}.") : Output.NotFound("This owner has no such key."),
                    cancellationToken
                );
            }
        );
        return command;
    }
}
