using System.CommandLine;
using Secrets.Application.KeyRing.AddRootKey;

namespace Secrets.Api.Cli;

/// <summary><c>keyring add</c>.</summary>
internal static class KeyringAddCommand
{
    public static Command Create()
    {
        var command = new Command(
            "add",
            """
            Add a random decrypt-only root key to the key ring file. Its id is printed to standard output, alone. Running services read
            the file every 5 seconds. Copy the file to services that have a file of their own, and back it up. Then promote the key.

            Example:
              secrets keyring add
            """
        );
        command.SetAction(
            (_, cancellationToken) =>
                LocalInstallation.SendAsync(
                    new AddRootKeyCommand(),
                    id =>
                    {
                        Output.Note("Added a decrypt-only root key. Back up the key ring, then promote the key:");
                        return Output.Result(id);
                    },
                    cancellationToken
                )
        );
        return command;
    }
}
