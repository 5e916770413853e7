using System.CommandLine;
using Secrets.Application.Owners.ShredOwner;

namespace Secrets.Api.Cli;

/// <summary><c>owners shred</c>.</summary>
internal static class OwnersShredCommand
{
    public static Command Create()
    {
        var command = new Command(
            "shred",
            """
            Destroy an owner's keys permanently: none of its values can be decrypted again, even with the key ring. Its API keys are
            revoked. Its name stays taken. Running services drop its keys from memory within a minute. The command asks for the name on
            standard input. Older backups of the database still have the keys.

            Example:
              secrets owners shred alice --yes
            """
        )
        {
            SharedOptions.OwnerName,
            NameConfirmation.Yes,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(SharedOptions.OwnerName);
                return parsed.GetValue(NameConfirmation.Yes)
                    || NameConfirmation.IsGiven("Type the owner's name to destroy all its values permanently", name)
                    ? LocalInstallation.SendAsync(
                        new ShredOwnerCommand(name),
                        outcome => outcome is null ? Output.OwnerNotFound(name) : Print(name, outcome),
                        cancellationToken
                    )
                    : Task.FromResult(NameConfirmation.Refused());
            }
        );
        return command;
    }

    private static int Print(string name, ShredOwnerOutcome outcome)
    {
        Output.Note(
            outcome.Keys.Count > 0
                ? $"Shredded {name}: destroyed {outcome.Keys.Count} keys and revoked {outcome.ApiKeys} API keys."
                : $"{name} has no keys any longer. Revoked {outcome.ApiKeys} API keys."
        );
        if (!outcome.Keys.AreErased)
        {
            Output.Note("The database's files and write-ahead log may hold the wrapped keys until it has vacuumed and overwritten them.");
        }

        return ExitCodes.Done;
    }
}
