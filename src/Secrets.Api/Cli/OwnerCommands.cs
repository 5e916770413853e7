using System.CommandLine;
using System.Text.Json;
using Secrets.Api.Contracts;
using Secrets.Application.Owners;
using Secrets.Application.Owners.ListOwners;
using Secrets.Application.Owners.RotateOwnerKey;
using Secrets.Application.Owners.ShredOwner;
using Secrets.Domain;

namespace Secrets.Api.Cli;

/// <summary><c>owners list</c>, <c>owners rotate-key</c> and <c>owners shred</c>.</summary>
internal static class OwnerCommands
{
    private static readonly Argument<string> NameArgument = new("name") { Description = "The owner." };

    public static Command Create() =>
        new("owners", "Owners: the namespaces that secrets live in.") { ListCommand(), RotateKeyCommand(), ShredCommand() };

    private static Command ListCommand()
    {
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var verb = new Command(
            "list",
            """
            List all owners.

            Example:
              owners list --json
            """
        )
        {
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
                CommandLine.SendAsync(new ListOwnersQuery(), owners => Show(owners, parsed.GetValue(json)), cancellationToken)
        );
        return verb;
    }

    private static Command RotateKeyCommand()
    {
        var verb = new Command(
            "rotate-key",
            """
            Create a new key version for an owner and encrypt all its values under it. The service may run at the same time. If it
            was interrupted, run it again. A run two minutes later destroys the old version, which no service uses by then.

            Example:
              owners rotate-key alice
            """
        )
        {
            NameArgument,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
                CommandLine.SendAsync(
                    new RotateOwnerKeyCommand(parsed.GetRequiredValue(NameArgument), new ProgressLines("Encrypted")),
                    outcome => outcome is null ? NoSuchOwner(parsed) : Show(outcome),
                    cancellationToken
                )
        );
        return verb;
    }

    private static Command ShredCommand()
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask for the name again." };
        var verb = new Command(
            "shred",
            """
            Destroy an owner's keys for good: none of its values can be decrypted again, even with the key ring. Its API keys are revoked,
            and its name stays taken. Running services stop using its keys within a minute. Asks for the name on standard input.
            Older backups of the database still have the keys.

            Example:
              owners shred alice --yes
            """
        )
        {
            NameArgument,
            yes,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(NameArgument);
                if (!parsed.GetValue(yes))
                {
                    Console.Error.WriteLine($"Type the owner's name to destroy all its values for good ({name}):");
                    if (Console.In.ReadLine() != name)
                    {
                        return Task.FromResult(Say(ExitCodes.Refused, "That is not the name. Nothing was done."));
                    }
                }

                return CommandLine.SendAsync(
                    new ShredOwnerCommand(name),
                    outcome => outcome is null ? NoSuchOwner(parsed) : Show(name, outcome),
                    cancellationToken
                );
            }
        );
        return verb;
    }

    private static int Show(IReadOnlyList<StoredOwner> owners, bool json)
    {
        var answers = owners
            .Select(owner => new OwnerResponse(
                owner.Name,
                Clock.Time(owner.CreatedAt),
                owner.ApiKeys,
                owner.ShreddedAt is { } at ? Clock.Time(at) : null
            ))
            .ToList();
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new OwnerList(answers), ApiJson.Web.OwnerList));
            return ExitCodes.Done;
        }

        Table.Write(
            Console.Out,
            [
                ["OWNER", "CREATED", "API KEYS", "SHREDDED"],
                .. answers.Select(owner =>
                    new[] { owner.Name, $"{owner.CreatedAt:u}", $"{owner.ApiKeys}", owner.ShreddedAt is { } at ? $"{at:u}" : "-" }
                ),
            ]
        );
        return ExitCodes.Done;
    }

    private static int Show(RotateOwnerKeyOutcome outcome)
    {
        Console.Error.WriteLine(
            outcome.Rotation.IsNew
                ? $"Created key version {outcome.Rotation.Version}; {outcome.Reencrypted} values encrypted under it."
                : $"Continued the rotation to key version {outcome.Rotation.Version}; {outcome.Reencrypted} values encrypted under it."
        );
        if (outcome.Failed.Count > 0)
        {
            foreach (var value in outcome.Failed)
            {
                Console.Error.WriteLine($"Not encrypted again, because it cannot be decrypted: secret {value}.");
            }

            return Say(ExitCodes.Unavailable, "The older key is kept.");
        }

        return Say(
            ExitCodes.Done,
            outcome.Kept > 0
                ? $"The older key is kept: run this again after {Clock.Time(outcome.Rotation.KeptUntil):u} to destroy it."
                : $"Destroyed {outcome.Destroyed} older keys."
        );
    }

    private static int Show(string name, ShredOwnerOutcome outcome)
    {
        Console.Error.WriteLine(
            outcome.Keys.Count > 0
                ? $"Shredded {name}: {outcome.Keys.Count} keys destroyed, {outcome.ApiKeys} API keys revoked."
                : $"{name} had been shredded before; {outcome.ApiKeys} API keys revoked."
        );
        if (!outcome.Keys.AreErased)
        {
            Console.Error.WriteLine(
                "The database's files and log may contain the wrapped keys until it has vacuumed and overwritten them."
            );
        }

        return ExitCodes.Done;
    }

    private static int NoSuchOwner(ParseResult parsed) =>
        Say(ExitCodes.NotFound, $"There is no owner {parsed.GetRequiredValue(NameArgument)}.");

    private static int Say(int exitCode, string text)
    {
        Console.Error.WriteLine(text);
        return exitCode;
    }
}
