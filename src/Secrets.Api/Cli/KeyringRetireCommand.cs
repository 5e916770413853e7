using System.CommandLine;
using Secrets.Application.KeyRing.RetireRootKey;
using Secrets.Domain.KeyRing;

namespace Secrets.Api.Cli;

/// <summary><c>keyring retire</c>.</summary>
internal static class KeyringRetireCommand
{
    public static Command Create()
    {
        var command = new Command(
            "retire",
            """
            Remove a root key from the key ring file permanently. Waits for running services to stop wrapping under it. Refused while a
            key is wrapped under it. Backups of the database from before the rewrap still need it: keep a copy of the key ring of then.

            Example:
              secrets keyring retire 2c26b46b68ffc68f
            """
        )
        {
            SharedOptions.RootKeyId,
            SharedOptions.Wait,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(SharedOptions.RootKeyId);
                return LocalInstallation.SendAsync(
                    new RetireRootKeyCommand(id),
                    parsed.GetValue(SharedOptions.Wait) ?? TimeSpan.Zero,
                    outcome => HoldUp(id, outcome),
                    outcome => Print(id, outcome),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static string? HoldUp(string id, RootKeyRetirement outcome) =>
        outcome is { IsInRing: true, IsActive: false, WrappedKeys: 0, Wrapping: [_, ..] wrapping }
            ? $"{RootKeyOutput.NamesOf(wrapping)} still wraps under key {id}. Running services read the key ring every 5 seconds."
            : null;

    private static int Print(string id, RootKeyRetirement outcome) =>
        outcome switch
        {
            { IsInRing: false } => RootKeyOutput.NotFound(id),
            { IsActive: true } => Output.Refused($"key {id} is active. Promote another key first."),
            { WrappedKeys: > 0 } => Output.Refused(
                $"{outcome.WrappedKeys} keys in the database are wrapped under key {id}. Run keyring rewrap first."
            ),
            _ when HoldUp(id, outcome) is { } reason => Output.Refused(reason),
            _ => Output.Done($"Retired key {id}. It is no longer in the key ring."),
        };
}
