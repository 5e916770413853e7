using System.CommandLine;
using MediatR;
using Secrets.Api.Configuration;
using Secrets.Api.Serialization;
using Secrets.Application.Audit.GetCheckpoint;
using Secrets.Infrastructure;
using Secrets.Infrastructure.Persistence.Postgres;

namespace Secrets.Api.Cli;

/// <summary><c>backup</c>.</summary>
internal static class BackupCommand
{
    private const string StandardOutput = "-";

    private static readonly Argument<string> FileArgument = new("file") { Description = "The new file, or - for standard output." };

    private static readonly Option<string> Checkpoint = new("--checkpoint")
    {
        Description = "Also write an audit checkpoint that the backup matches, to a place that writers of the database cannot change.",
    };

    public static Command Create()
    {
        var command = new Command(
            "backup",
            """
            Copy the SQLite database to a new file while the service runs: complete, as of one moment, without erased data. The key ring is
            not in the backup, and must be kept elsewhere. A file with the ending .new is of a backup that was interrupted: delete it.

            Example:
              secrets backup /backups/secrets-2026-11-22.db --checkpoint /checkpoints/secrets-2026-11-22.json
            """
        )
        {
            FileArgument,
            Checkpoint,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    CommandSettings.ReadInstallation(),
                    parsed.GetRequiredValue(FileArgument),
                    parsed.GetValue(Checkpoint),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        InstallationSettings settings,
        string file,
        string? checkpoint,
        CancellationToken cancellationToken
    )
    {
        if (settings.Provider == StorageProvider.Postgres)
        {
            return Output.Refused($"a Postgres database is backed up by {PostgresTools.BackupLine(settings.ConnectionString)}");
        }

        if (file == StandardOutput && !Console.IsOutputRedirected)
        {
            return Output.Refused("standard output is a terminal: name a file, or redirect it.");
        }

        await using var services = settings.AddTo(new ServiceCollection()).BuildServiceProvider();
        var path = Path.GetFullPath(file);
        if (file != StandardOutput)
        {
            services.RequireBackupPath(path, settings.Kms is null ? settings.KeyRingPath : null);
        }

        if (checkpoint is not null)
        {
            await WriteCheckpointAsync(services, checkpoint, cancellationToken);
        }

        var progress = new ConsoleProgress("Backed up pages");
        if (file == StandardOutput)
        {
            await using var output = Console.OpenStandardOutput();
            var schema = await services.BackUpAsync(output, progress, cancellationToken);
            return Output.Done($"Backed up the database, schema {schema}. Keep it apart from the key ring.");
        }

        return Output.Done(
            $"Backed up the database, schema {await services.BackUpAsync(path, progress, cancellationToken)}, to '{path}'. "
                + "Keep it apart from the key ring."
        );
    }

    // Before the backup, which then has the block of the checkpoint.
    private static async Task WriteCheckpointAsync(ServiceProvider services, string path, CancellationToken cancellationToken)
    {
        await services.OpenExistingInstallationAsync(cancellationToken);
        if (await services.GetRequiredService<IMediator>().Send(new GetCheckpointQuery(), cancellationToken) is { } checkpoint)
        {
            CheckpointFile.Write(path, checkpoint);
            Output.Note($"Wrote the checkpoint of block {checkpoint.Block}, {checkpoint.CreatedAt:u}.");
        }
        else
        {
            Output.Note("No checkpoint was written: the audit chain has no block yet.");
        }
    }
}
