using System.CommandLine;
using Secrets.Application;
using Secrets.Application.ApiKeys.RotateApiKey;
using Secrets.Application.Validation;

namespace Secrets.Api.Cli;

/// <summary><c>keys rotate</c>.</summary>
internal static class KeysRotateCommand
{
    private static readonly Option<TimeSpan?> Overlap = SharedOptions.Duration(
        "--overlap",
        "How long the old key stays valid: up to 7d, by default 24h."
    );

    public static Command Create()
    {
        var command = new Command(
            "rotate",
            """
            Create a successor with the same name, scopes and lifetime. Its token is printed to standard output, alone.

            Example:
              secrets keys rotate 01a2012a-c852-737e-8dec-cc961636b540 --owner alice --overlap 1h
            """
        )
        {
            SharedOptions.KeyId,
            SharedOptions.Owner,
            Overlap,
            SharedOptions.Json,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                LocalInstallation.SendAsync(
                    new RotateApiKeyCommand(
                        Caller.Operator,
                        parsed.GetRequiredValue(SharedOptions.Owner),
                        parsed.GetRequiredValue(SharedOptions.KeyId),
                        parsed.GetValue(Overlap) is { } overlap
                            ? new SubmittedNumber(SubmittedKind.Present, (long)overlap.TotalSeconds)
                            : default
                    ),
                    outcome =>
                        outcome.Created is { } created
                            ? ApiKeyOutput.Print(created, parsed.GetValue(SharedOptions.Json))
                            : Output.NotFound("This owner has no such active key."),
                    cancellationToken
                )
        );
        return command;
    }
}
