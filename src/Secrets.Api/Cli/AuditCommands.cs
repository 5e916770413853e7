using System.CommandLine;
using System.Text.Json;
using Secrets.Api.Contracts;
using Secrets.Api.Startup;
using Secrets.Application.Audit;
using Secrets.Application.Audit.GetCheckpoint;
using Secrets.Application.Audit.VerifyAudit;

namespace Secrets.Api.Cli;

/// <summary><c>audit verify</c> and <c>audit checkpoint</c>.</summary>
internal static class AuditCommands
{
    private const string NotCompared =
        "it was not compared with a checkpoint, so it cannot be excluded that the newest events were taken away with their seals, or that the database was put back; give --checkpoint";

    public static Command Create() => new("audit", "The audit log: whether it is whole.") { VerifyCommand(), CheckpointCommand() };

    private static Command VerifyCommand()
    {
        var checkpoint = new Option<string?>("--checkpoint")
        {
            Description =
                "A file that audit checkpoint, or the service, has written: the database must be as late as that. If it is not given, the one at Audit__CheckpointPath, if there is one.",
        };
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var verb = new Command(
            "verify",
            """
            Walk all events, their seals and the values that they must explain, and name the first that is not as it was written.

            Example:
              audit verify --checkpoint /safe/checkpoint.json
            """
        )
        {
            checkpoint,
            json,
        };
        verb.SetAction(
            async (parsed, cancellationToken) =>
            {
                AuditCheckpoint? known = null;
                var path = parsed.GetValue(checkpoint);
                if (
                    path is null
                    && AuditSettings.Read(CommandLine.ReadConfiguration(), CommandLine.ReadSettings()).CheckpointPath is { } kept
                    && File.Exists(kept)
                )
                {
                    path = kept;
                }

                if (path is not null)
                {
                    try
                    {
                        known = await CheckpointFile.ReadAsync(path, cancellationToken);
                    }
                    catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
                    {
                        await Console.Error.WriteLineAsync(e is JsonException ? $"'{path}' is not a checkpoint." : e.Message);
                        return ExitCodes.Usage;
                    }
                }

                return await CommandLine.SendAsync(
                    new VerifyAuditQuery(known),
                    report => Show(report, path, parsed.GetValue(json)),
                    cancellationToken
                );
            }
        );
        return verb;
    }

    private static Command CheckpointCommand()
    {
        var output = new Option<string>("--out")
        {
            Description = "The file to write. Keep it where whoever can write the database cannot.",
            Required = true,
        };
        var verb = new Command(
            "checkpoint",
            """
            Seal what is complete, and write what the last seal is known by.

            Example:
              audit checkpoint --out /safe/checkpoint.json
            """
        )
        {
            output,
        };
        verb.SetAction(
            async (parsed, cancellationToken) =>
            {
                AuditCheckpoint? last = null;
                var outcome = await CommandLine.SendAsync(
                    new GetCheckpointQuery(),
                    found =>
                    {
                        last = found;
                        return ExitCodes.Done;
                    },
                    cancellationToken
                );
                if (outcome != ExitCodes.Done || last is null)
                {
                    await Console.Error.WriteLineAsync("Nothing is sealed yet.");
                    return ExitCodes.NotFound;
                }

                try
                {
                    CheckpointFile.Write(parsed.GetRequiredValue(output), last);
                    await Console.Error.WriteLineAsync($"Seal {last.Block} of {last.CreatedAt:u}.");
                    return ExitCodes.Done;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    await Console.Error.WriteLineAsync(e.Message);
                    return ExitCodes.Usage;
                }
            }
        );
        return verb;
    }

    private static int Show(AuditReport report, string? checkpoint, bool json)
    {
        if (report.Checkpoint is null)
        {
            report = report with { Warnings = [.. report.Warnings, NotCompared] };
        }

        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, ApiJson.Web.AuditReport));
        }
        else
        {
            Console.Out.WriteLine(
                report.Fault is { } fault
                    ? $"Not whole: {fault}."
                    : $"Whole: {report.Events} events under {report.Blocks} seals, {report.Pending} of them not sealed yet, explain {report.Values} values."
            );
            if (report.Checkpoint is { } seal)
            {
                Console.Out.WriteLine(
                    $"Compared with the checkpoint '{checkpoint}' of seal {seal}: what was sealed after it could be missing."
                );
            }

            foreach (var warning in report.Warnings)
            {
                Console.Out.WriteLine($"Warning: {warning}.");
            }
        }

        return report.Fault is null ? ExitCodes.Done : ExitCodes.NotWhole;
    }
}
