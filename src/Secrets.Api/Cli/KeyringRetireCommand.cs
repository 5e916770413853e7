using System.CommandLine;
using Secrets.Application.KeyRing;
using Secrets.Application.KeyRing.RetireRootKey;

namespace Secrets.Api.Cli;

/// <summary><c>keyring retire</c>.</summary>
internal static class KeyringRetireCommand
{
    public static Command Create()
    {
        var command = new Command(
            "retire",
            """
            Remove a root key from the key ring file permanently. Refused while a key is wrapped under it. Backups of the database from
            before the rewrap still need it: keep a copy of the key ring with them.

            Example:
              keyring retire 2c26b46b68ffc68f
            """
        )
        {
            SharedOptions.RootKeyId,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(SharedOptions.RootKeyId);
                return LocalInstallation.SendAsync(new RetireRootKeyCommand(id), outcome => Print(id, outcome), cancellationToken);
            }
        );
        return command;
    }

    private static int Print(string id, RetireRootKeyOutcome outcome) =>
        outcome switch
        {
            { IsInRing: false } => RootKeyOutput.NotFound(id),
            { IsActive: true } => Output.Refused($"key {id} is active. Promote another key first."),
            { References: > 0 } => Output.Refused(
                $"{outcome.References} keys in the database are wrapped under key {id}. Run keyring rewrap first."
            ),
            { Wrapping: [_, ..] wrapping } => Output.Refused(
                $"{RootKeyOutput.NamesOf(wrapping)} still wraps under key {id}. Running services read the key ring every 5 seconds."
            ),
            _ => Output.Done($"Retired key {id}. It is no longer in the key ring."),
        };
}
