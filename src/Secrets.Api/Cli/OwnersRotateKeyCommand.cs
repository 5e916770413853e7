using System.CommandLine;
using Secrets.Application.Owners.RotateOwnerKey;
using Secrets.Domain;

namespace Secrets.Api.Cli;

/// <summary><c>owners rotate-key</c>.</summary>
internal static class OwnersRotateKeyCommand
{
    public static Command Create()
    {
        var command = new Command(
            "rotate-key",
            """
            Create a new key for an owner and encrypt all its values with it again. Services keep running. If the command is interrupted,
            run it again. Run it again after two minutes to destroy the old key, which no service uses any longer by then.

            Example:
              secrets owners rotate-key alice
            """
        )
        {
            SharedOptions.OwnerName,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(SharedOptions.OwnerName);
                return LocalInstallation.SendAsync(
                    new RotateOwnerKeyCommand(name, new ConsoleProgress("Encrypted again")),
                    outcome => outcome is null ? Output.OwnerNotFound(name) : Print(outcome),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static int Print(RotateOwnerKeyOutcome outcome)
    {
        var progress = outcome.Rotation.IsNew ? "Created" : "Continued the rotation to";
        Output.Note($"{progress} key version {outcome.Rotation.Version}. Encrypted {outcome.Reencrypted} values again.");
        foreach (var value in outcome.Failed)
        {
            Output.Note($"Not encrypted again, because it cannot be decrypted: secret {value}.");
        }

        return outcome.Failed.Count > 0 ? Output.End(ExitCodes.Unavailable, "The older key is kept.")
            : outcome.Kept > 0
                ? Output.Done($"The older key is kept. To destroy it, run this again after {Clock.Time(outcome.Rotation.KeptUntil):u}.")
            : Output.Done($"Destroyed {outcome.Destroyed} older keys.");
    }
}
