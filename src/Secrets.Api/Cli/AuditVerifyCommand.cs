using System.CommandLine;
using System.Text.Json;
using Secrets.Api.Configuration;
using Secrets.Api.Serialization;
using Secrets.Application.Audit;
using Secrets.Application.Audit.VerifyAudit;

namespace Secrets.Api.Cli;

/// <summary><c>audit verify</c>.</summary>
internal static class AuditVerifyCommand
{
    private const string NotCompared =
        "the log was not compared with a checkpoint, so the newest events and their blocks may have been removed, or the database may have "
        + "been restored to an older state; use --checkpoint";

    private static readonly Option<string?> Checkpoint = new("--checkpoint")
    {
        Description =
            "A file from audit checkpoint or from the service, or - for standard input. The database must have its block. The default is "
            + "the file at Audit__CheckpointPath, if it exists.",
    };

    public static Command Create()
    {
        var command = new Command(
            "verify",
            """
            Verify all audit events, the audit chain and the values that they account for. Names the first that was changed.

            Example:
              secrets audit verify --checkpoint /checkpoints/checkpoint.json
            """
        )
        {
            Checkpoint,
            SharedOptions.Json,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var path = parsed.GetValue(Checkpoint) ?? FindCheckpoint();
                AuditCheckpoint? known;
                try
                {
                    known = path is null ? null : await ReadAsync(path, cancellationToken);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
                {
                    return Output.End(ExitCodes.Usage, e is JsonException ? $"{NameOf(path)} is not a checkpoint." : e.Message);
                }

                return await LocalInstallation.SendAsync(
                    new VerifyAuditQuery(known) { Progress = new ConsoleProgress("Verified blocks") },
                    report => Print(report, path, parsed.GetValue(SharedOptions.Json)),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static string? FindCheckpoint() =>
        AuditSettings.Read(CommandSettings.ReadConfiguration(), CommandSettings.ReadInstallation()).CheckpointPath is { } path
        && File.Exists(path)
            ? path
            : null;

    private static async Task<AuditCheckpoint> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = InputFile.Open(path);
        return await CheckpointFile.ReadAsync(file, cancellationToken);
    }

    private static string NameOf(string? path) => path == InputFile.StandardInput ? "standard input" : $"'{path}'";

    private static int Print(AuditReport report, string? checkpoint, bool asJson)
    {
        report = report.Checkpoint is null ? report with { Warnings = [.. report.Warnings, NotCompared] } : report;
        if (asJson)
        {
            Output.Json(report, ApiJson.Web.AuditReport);
        }
        else
        {
            PrintText(report, checkpoint);
        }

        return report.Fault is null ? ExitCodes.Done : ExitCodes.NotIntact;
    }

    private static void PrintText(AuditReport report, string? checkpoint)
    {
        Output.Result(
            report.Fault is { } fault
                ? $"Not intact: {fault}."
                : $"Intact: {report.Events} events in {report.Blocks} blocks account for {report.Values} values. "
                    + $"{report.Pending} of the events are not in a block yet."
        );
        if (report.Checkpoint is { } block)
        {
            Output.Result($"Compared with the checkpoint of block {block} in {NameOf(checkpoint)}. Blocks after it may be missing.");
        }

        foreach (var warning in report.Warnings)
        {
            Output.Result($"Warning: {warning}.");
        }
    }
}
