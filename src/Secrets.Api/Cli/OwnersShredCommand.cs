using System.CommandLine;
using Secrets.Application.Owners.ShredOwner;

namespace Secrets.Api.Cli;

/// <summary><c>owners shred</c>.</summary>
internal static class OwnersShredCommand
{
    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask for the name." };

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
            Yes,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(SharedOptions.OwnerName);
                return parsed.GetValue(Yes) || IsConfirmed(name)
                    ? LocalInstallation.SendAsync(
                        new ShredOwnerCommand(name),
                        outcome => outcome is null ? Output.OwnerNotFound(name) : Print(name, outcome),
                        cancellationToken
                    )
                    : Task.FromResult(Output.End(ExitCodes.Refused, "The name does not match. Nothing was changed."));
            }
        );
        return command;
    }

    private static bool IsConfirmed(string name)
    {
        Output.Note($"Type the owner's name to destroy all its values permanently ({name}):");
        return Console.In.ReadLine() == name;
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
