using System.CommandLine;
using Secrets.Api.Serialization;
using Secrets.Application.Audit;
using Secrets.Application.Audit.GetCheckpoint;

namespace Secrets.Api.Cli;

/// <summary><c>audit checkpoint</c>.</summary>
internal static class AuditCheckpointCommand
{
    private static readonly Option<string> Out = new("--out")
    {
        Description =
            "The file to write, or - for standard output. Keep it in a place that nobody can change who can write to the database.",
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command(
            "checkpoint",
            """
            Extend the audit chain by all complete events, and write a checkpoint of its last block.

            Example:
              secrets audit checkpoint --out /checkpoints/checkpoint.json
            """
        )
        {
            Out,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                LocalInstallation.SendAsync(
                    new GetCheckpointQuery(),
                    checkpoint => Write(parsed.GetRequiredValue(Out), checkpoint),
                    cancellationToken
                )
        );
        return command;
    }

    private static int Write(string path, AuditCheckpoint? checkpoint)
    {
        if (checkpoint is null)
        {
            return Output.NotFound("The audit chain has no block yet.");
        }

        try
        {
            if (path == "-")
            {
                Output.Json(checkpoint, ApiJson.Web.AuditCheckpoint);
            }
            else
            {
                CheckpointFile.Write(path, checkpoint);
            }

            return Output.Done($"Wrote the checkpoint of block {checkpoint.Block}, {checkpoint.CreatedAt:u}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Output.End(ExitCodes.Usage, e.Message);
        }
    }
}
