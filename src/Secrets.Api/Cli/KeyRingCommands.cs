using System.CommandLine;
using System.Text.Json;
using Secrets.Api.Contracts;
using Secrets.Application.KeyRing;
using Secrets.Application.KeyRing.AddRootKey;
using Secrets.Application.KeyRing.GetKeyRingStatus;
using Secrets.Application.KeyRing.PromoteRootKey;
using Secrets.Application.KeyRing.RetireRootKey;
using Secrets.Application.KeyRing.RewrapKeys;
using Secrets.Domain.KeyRing;

namespace Secrets.Api.Cli;

/// <summary><c>keyring status</c>, <c>keyring add</c>, <c>keyring promote</c>, <c>keyring rewrap</c> and <c>keyring retire</c>.</summary>
internal static class KeyRingCommands
{
    private static readonly Argument<string> IdArgument = new("id") { Description = "The key's id, as keyring status shows it." };

    public static Command Create() =>
        new("keyring", "Rotate root keys: add a key, promote it, rewrap, then retire the old one. The service may run at the same time.")
        {
            StatusCommand(),
            AddCommand(),
            PromoteCommand(),
            RewrapCommand(),
            RetireCommand(),
        };

    private static Command StatusCommand()
    {
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var verb = new Command(
            "status",
            """
            List the root keys with the number of keys that each wraps, and the running services with the root keys that they have loaded.

            Example:
              keyring status --json
            """
        )
        {
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
                CommandLine.SendAsync(new GetKeyRingStatusQuery(), status => Show(status, parsed.GetValue(json)), cancellationToken)
        );
        return verb;
    }

    private static Command AddCommand()
    {
        var verb = new Command(
            "add",
            """
            Add a random, decrypt-only root key to the key ring file, and write only its id to standard output.
            A running service reads the file every 5 seconds. A service with a file of its own needs a copy. Back the file up.

            Example:
              keyring add
            """
        );
        verb.SetAction(
            (_, cancellationToken) =>
                CommandLine.SendAsync(
                    new AddRootKeyCommand(),
                    id =>
                    {
                        Console.Error.WriteLine("Added a decrypt-only key. Back the key ring up, then promote the key:");
                        Console.Out.WriteLine(id);
                        return ExitCodes.Done;
                    },
                    cancellationToken
                )
        );
        return verb;
    }

    private static Command PromoteCommand()
    {
        var verb = new Command(
            "promote",
            """
            Make a root key the active one, which wraps. Refused while a running service has not loaded it.

            Example:
              keyring promote 9f86d081884c7d65
            """
        )
        {
            IdArgument,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
                CommandLine.SendAsync(
                    new PromoteRootKeyCommand(parsed.GetRequiredValue(IdArgument)),
                    outcome => Show(parsed.GetRequiredValue(IdArgument), outcome),
                    cancellationToken
                )
        );
        return verb;
    }

    private static Command RewrapCommand()
    {
        var verb = new Command(
            "rewrap",
            """
            Wrap every key in the database under the active root key. If it was interrupted, run it again.

            Example:
              keyring rewrap
            """
        );
        verb.SetAction(
            (_, cancellationToken) => CommandLine.SendAsync(new RewrapKeysCommand(new ProgressLines("Rewrapped")), Show, cancellationToken)
        );
        return verb;
    }

    private static Command RetireCommand()
    {
        var verb = new Command(
            "retire",
            """
            Remove a root key from the key ring file for good. Refused while a key in the database is wrapped under it.
            Backups of the database from before the rewrap still need it: keep a copy of the key ring with them.

            Example:
              keyring retire 2c26b46b68ffc68f
            """
        )
        {
            IdArgument,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
                CommandLine.SendAsync(
                    new RetireRootKeyCommand(parsed.GetRequiredValue(IdArgument)),
                    outcome => Show(parsed.GetRequiredValue(IdArgument), outcome),
                    cancellationToken
                )
        );
        return verb;
    }

    private static int Show(KeyRingStatus status, bool json)
    {
        var answer = KeyRingResponse.Of(status);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(answer, ApiJson.Web.KeyRingResponse));
            return ExitCodes.Done;
        }

        Table.Write(
            Console.Out,
            [
                ["KEY", "STATE", "OWNER KEYS", "SYSTEM KEYS"],
                .. answer.Keys.Select(key => new[] { key.Id, key.State, $"{key.OwnerKeys}", $"{key.SystemKeys}" }),
            ]
        );
        if (answer.Replicas.Count > 0)
        {
            Console.Out.WriteLine();
            Table.Write(
                Console.Out,
                [
                    ["RUNNING SERVICE", "SEEN", "KEYS, THE ACTIVE ONE FIRST"],
                    .. answer.Replicas.Select(replica => new[] { replica.Name, $"{replica.SeenAt:u}", string.Join(' ', replica.RootKeys) }),
                ]
            );
        }

        return ExitCodes.Done;
    }

    private static int Show(string id, RootKeyPromotion promotion) =>
        promotion switch
        {
            { IsInRing: false } => Say(ExitCodes.NotFound, $"The key ring has no key {id}."),
            { Lacking: [_, ..] lacking } => Say(
                ExitCodes.Refused,
                $"Refused: {Names(lacking)} has not loaded key {id}. A running service reads the key ring every 5 seconds."
            ),
            { IsActive: true } => Say(ExitCodes.Done, $"Key {id} is active already."),
            _ => Say(ExitCodes.Done, $"Key {id} is active. Key {promotion.PreviousId} is decrypt-only now; rewrap the keys that it wraps."),
        };

    private static int Show(RewrapKeysOutcome outcome)
    {
        foreach (var key in outcome.Failed)
        {
            Console.Error.WriteLine($"Not rewrapped, because it cannot be unwrapped: {key}.");
        }

        return Say(
            outcome.Failed.Count == 0 ? ExitCodes.Done : ExitCodes.Unavailable,
            $"Rewrapped {outcome.OwnerKeys} owner keys and {outcome.SystemKeys} system keys under key {outcome.ActiveId}."
        );
    }

    private static int Show(string id, RootKeyRetirement retirement) =>
        retirement switch
        {
            { IsInRing: false } => Say(ExitCodes.NotFound, $"The key ring has no key {id}."),
            { IsActive: true } => Say(ExitCodes.Refused, $"Refused: key {id} is active. Promote another first."),
            { WrappedKeys: > 0 } => Say(
                ExitCodes.Refused,
                $"Refused: {retirement.WrappedKeys} keys in the database are wrapped under key {id}. Rewrap them first."
            ),
            { Wrapping: [_, ..] wrapping } => Say(
                ExitCodes.Refused,
                $"Refused: {Names(wrapping)} still wraps under key {id}. A running service reads the key ring every 5 seconds."
            ),
            _ => Say(ExitCodes.Done, $"Retired key {id}: it is no longer in the key ring."),
        };

    private static string Names(IEnumerable<RunningReplica> replicas) =>
        string.Join(", ", replicas.Select(replica => $"{replica.Name} ({replica.Id})"));

    private static int Say(int exitCode, string text)
    {
        Console.Error.WriteLine(text);
        return exitCode;
    }
}
