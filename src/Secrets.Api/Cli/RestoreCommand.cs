using System.CommandLine;
using Secrets.Infrastructure;
using Secrets.Infrastructure.Persistence.Postgres;

namespace Secrets.Api.Cli;

/// <summary><c>restore</c>.</summary>
internal static class RestoreCommand
{
    private const string Log = "-wal";

    private static readonly Argument<string> FileArgument = new("file") { Description = "The backup, or - for standard input." };

    public static Command Create()
    {
        var command = new Command(
            "restore",
            """
            Make a backup the SQLite database of the settings. Stop the service first, and put the key ring of that time in its place.
            Nothing is replaced: move the files of the former database away. The backup is only restored if it is intact and the key ring
            opens it.

            Example:
              secrets restore /backups/secrets-2026-11-22.db
            """
        )
        {
            FileArgument,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(FileArgument), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string file, CancellationToken cancellationToken)
    {
        var settings = CommandSettings.ReadInstallation();
        if (settings.Provider == StorageProvider.Postgres)
        {
            return Output.Refused($"a Postgres database is restored by {PostgresTools.RestoreLines(settings.ConnectionString)}");
        }

        if (file != InputFile.StandardInput && Path.Exists(file + Log))
        {
            return Output.Refused($"'{file + Log}' has the newest data of '{file}', which is not a backup by itself: use secrets backup.");
        }

        if (file != InputFile.StandardInput && !File.Exists(file))
        {
            return Output.End(
                ExitCodes.Unavailable,
                $"Could not find file '{file}'. A deleted secret is restored by undelete, an old value by rollback."
            );
        }

        await using var backup = InputFile.Open(file);
        await using var services = settings.AddTo(new ServiceCollection()).BuildServiceProvider();
        var (schema, latest) = await services.RestoreAsync(backup, cancellationToken);
        return Output.Done(
            schema == latest
                ? "Restored the database, and the key ring opens it. Now run doctor, and audit verify with the checkpoint of the backup."
                : $"Restored the database. It has schema {schema}, and this program is for {latest}: run database migrate, then doctor."
        );
    }
}
