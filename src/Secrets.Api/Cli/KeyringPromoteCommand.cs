using System.CommandLine;
using Secrets.Application.KeyRing.PromoteRootKey;
using Secrets.Domain.KeyRing;

namespace Secrets.Api.Cli;

/// <summary><c>keyring promote</c>.</summary>
internal static class KeyringPromoteCommand
{
    public static Command Create()
    {
        var command = new Command(
            "promote",
            """
            Make a root key the active one, which wraps other keys. Waits for running services to load it. Refused if one does not.

            Example:
              secrets keyring promote 9f86d081884c7d65
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
                    new PromoteRootKeyCommand(id),
                    parsed.GetValue(SharedOptions.Wait) ?? TimeSpan.Zero,
                    outcome => HoldUp(id, outcome),
                    outcome => Print(id, outcome),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static string? HoldUp(string id, RootKeyPromotion outcome) =>
        outcome is { IsInRing: true, Lacking: [_, ..] lacking }
            ? $"{RootKeyOutput.NamesOf(lacking)} has not loaded key {id}. Running services read the key ring every 5 seconds."
            : null;

    private static int Print(string id, RootKeyPromotion outcome) =>
        outcome switch
        {
            { IsInRing: false } => RootKeyOutput.NotFound(id),
            _ when HoldUp(id, outcome) is { } reason => Output.Refused(reason),
            _ when outcome.IsActive => Output.Done($"Key {id} is already active."),
            _ => Output.Done($"Key {id} is active. Key {outcome.PreviousId} is now decrypt-only. Run keyring rewrap next."),
        };
}
