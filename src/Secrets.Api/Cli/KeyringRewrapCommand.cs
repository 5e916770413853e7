using System.CommandLine;
using Secrets.Application.KeyRing.RewrapKeys;

namespace Secrets.Api.Cli;

/// <summary><c>keyring rewrap</c>.</summary>
internal static class KeyringRewrapCommand
{
    public static Command Create()
    {
        var command = new Command(
            "rewrap",
            """
            Rewrap every key in the database under the active root key. If the command is interrupted, run it again.

            Example:
              secrets keyring rewrap
            """
        );
        command.SetAction(
            (_, cancellationToken) =>
                LocalInstallation.SendAsync(new RewrapKeysCommand(new ConsoleProgress("Rewrapped")), Print, cancellationToken)
        );
        return command;
    }

    private static int Print(RewrapKeysOutcome outcome)
    {
        foreach (var key in outcome.Failed)
        {
            Output.Note($"Not rewrapped, because it cannot be unwrapped: {key}.");
        }

        return Output.End(
            outcome.Failed.Count == 0 ? ExitCodes.Done : ExitCodes.Unavailable,
            $"Rewrapped {outcome.OwnerKeys} owner keys and {outcome.SystemKeys} system keys under key {outcome.ActiveId}."
        );
    }
}
