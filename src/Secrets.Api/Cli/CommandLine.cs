using System.CommandLine;
using System.CommandLine.Help;

namespace Secrets.Api.Cli;

/// <summary>
/// The commands of the program. They work on the database and the key ring of the settings, whether or not a service uses them too. Results
/// are written to standard output, and everything else to standard error.
/// </summary>
internal static class CommandLine
{
    private const string Description = """
        Keep secrets. Without a command the program serves HTTP. Settings are environment variables.

        Exit codes: 0 done, 1 a setting, the database or the service failed, 2 the command line is not valid, 3 no such secret, owner or
        key, 4 refused: by the service, because a file is not valid, because a secret already exists, or because a key is in use,
        5 the audit log is not intact.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        // An argument that begins with @ is not a file of further arguments.
        var parsed = CreateRoot().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            if (MisplacedSetting.Find(args) is { } misplaced)
            {
                return Output.End(ExitCodes.Usage, misplaced);
            }

            await parsed.InvokeAsync();
            return ExitCodes.Usage;
        }

        Output.IsQuiet = parsed.GetValue(SharedOptions.Quiet);

        // Signals end the process at once, as if nothing handled them. Each change is complete or not made at all.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
        );
    }

    // Not a RootCommand, whose name would be that of the file.
    private static Command CreateRoot()
    {
        var root = new Command("secrets", Description)
        {
            SharedOptions.Quiet,
            new HelpOption(),
            new VersionOption(),
            ServeCommand.Create(),
            ListCommand.Create(),
            GetCommand.Create(),
            SetCommand.Create(),
            GenerateCommand.Create(),
            DescribeCommand.Create(),
            RenameCommand.Create(),
            DeleteCommand.Create(),
            UndeleteCommand.Create(),
            VersionsCommand.Create(),
            RollbackCommand.Create(),
            new Command("keys", "Manage API keys, which clients send in the header X-Session-API-Key.")
            {
                KeysChildCommand.Create(),
                KeysCreateCommand.Create(),
                KeysListCommand.Create(),
                KeysReportCommand.Create(),
                KeysRevokeCommand.Create(),
                KeysRotateCommand.Create(),
            },
            new Command("owners", "Manage owners, the namespaces of secrets.")
            {
                OwnersListCommand.Create(),
                OwnersRotateKeyCommand.Create(),
                OwnersShredCommand.Create(),
            },
            new Command("audit", "List audit events, and verify that the audit log is intact.")
            {
                AuditListCommand.Create(),
                AuditVerifyCommand.Create(),
                AuditCheckpointCommand.Create(),
            },
            new Command(
                "keyring",
                "Rotate the root keys of the key ring: add a key, promote it, rewrap, then retire the old key. Services keep running."
            )
            {
                KeyringStatusCommand.Create(),
                KeyringAddCommand.Create(),
                KeyringPromoteCommand.Create(),
                KeyringRewrapCommand.Create(),
                KeyringRetireCommand.Create(),
            },
            DestroyCommand.Create(),
            ImportCommand.Create(),
            ExportCommand.Create(),
            RunCommand.Create(),
            new Command("database", "Manage the database and its schema.") { DatabaseMigrateCommand.Create() },
            BackupCommand.Create(),
            RestoreCommand.Create(),
            DoctorCommand.Create(),
            StatusCommand.Create(),
            HealthCommand.Create(),
            CompletionCommand.Create(),
            ManCommand.Create(),
        };
        ServeCommand.AddTo(root);
        return root;
    }
}
