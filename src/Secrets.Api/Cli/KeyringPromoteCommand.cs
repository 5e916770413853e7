using System.CommandLine;
using Secrets.Application.KeyRing;
using Secrets.Application.KeyRing.PromoteRootKey;

namespace Secrets.Api.Cli;

/// <summary><c>keyring promote</c>.</summary>
internal static class KeyringPromoteCommand
{
    public static Command Create()
    {
        var command = new Command(
            "promote",
            """
            Make a root key the active one, which wraps other keys. Refused while a running service has not loaded it.

            Example:
              keyring promote 9f86d081884c7d65
            """
        )
        {
            SharedOptions.RootKeyId,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(SharedOptions.RootKeyId);
                return LocalInstallation.SendAsync(new PromoteRootKeyCommand(id), outcome => Print(id, outcome), cancellationToken);
            }
        );
        return command;
    }

    private static int Print(string id, PromoteRootKeyOutcome outcome) =>
        outcome switch
        {
            { IsInRing: false } => RootKeyOutput.NotFound(id),
            { Lacking: [_, ..] lacking } => Output.Refused(
                $"{RootKeyOutput.NamesOf(lacking)} has not loaded key {id}. Running services read the key ring every 5 seconds."
            ),
            _ when outcome.Previous == id => Output.Done($"Key {id} is already active."),
            _ => Output.Done($"Key {id} is active. Key {outcome.Previous} is now decrypt-only. Run keyring rewrap next."),
        };
}
