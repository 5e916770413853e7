using System.CommandLine;
using MediatR;
using Secrets.Application;
using Secrets.Application.SecretFiles;
using Secrets.Application.Secrets.ImportSecrets;

namespace Secrets.Api.Cli;

/// <summary><c>import</c>.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string> FileArgument = new("file") { Description = "The file, or - for standard input." };

    private static readonly Option<string> OnConflict = SharedOptions.OneOf<CollisionPolicy>(
        "--on-conflict",
        "If a secret exists with another value: fail and import nothing, skip it, or replace its value."
    );

    private static readonly Option<string?> Format = new("--format")
    {
        Description = "env, json or yaml; else by the ending of the file's name: .json, .yaml, .yml, or env for any other.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only show what would change." };

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "import",
            """
            Import a file, all of it or nothing. The quotes and lines of a .env file are read as docker compose reads them; variables are
            not substituted. JSON and YAML have the shape that export writes. A secret that exists keeps its description. Likely mistakes
            are named on standard error.

            Examples:
              secrets import --dry-run .env
              secrets import --format yaml - < secrets.yaml
            """
        )
        {
            FileArgument,
            OnConflict,
            Format,
            DryRun,
            SharedOptions.Json,
        };
        Format.AcceptOnlyFromAmong("env", "json", "yaml");
        source.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                if (await ReadAsync(parsed.GetRequiredValue(FileArgument), cancellationToken) is not { } file)
                {
                    return ExitCodes.Usage;
                }

                return await source.UseAsync(
                    parsed,
                    service => ImportAsync(service, file, parsed, cancellationToken),
                    (mediator, caller) => ImportAsync(mediator, caller, file, parsed, cancellationToken),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static async Task<int> ImportAsync(
        RemoteService service,
        byte[] file,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        var response = await service.ImportAsync(
            file,
            FormatOf(parsed),
            parsed.GetRequiredValue(OnConflict),
            parsed.GetValue(DryRun),
            cancellationToken
        );
        return ImportOutput.Print(response, parsed.GetValue(SharedOptions.Json));
    }

    private static async Task<int> ImportAsync(
        IMediator mediator,
        Caller caller,
        byte[] file,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        var onConflict = Enum.Parse<CollisionPolicy>(parsed.GetRequiredValue(OnConflict), ignoreCase: true);
        var isDryRun = parsed.GetValue(DryRun);
        using var entries = SecretFile.Parse(file, FormatOf(parsed), ImportSecretsCommand.MaxEntries);
        var outcome = await mediator.Send(
            new ImportSecretsCommand(caller, entries, onConflict, isDryRun) { Progress = new ConsoleProgress("Imported") },
            cancellationToken
        );
        return outcome.IsDone || isDryRun
            ? ImportOutput.Print(outcome, isDryRun, parsed.GetValue(SharedOptions.Json))
            : ImportOutput.PrintRefusal(outcome);
    }

    private static ImportFormat FormatOf(ParseResult parsed) =>
        (parsed.GetValue(Format) ?? Path.GetExtension(parsed.GetRequiredValue(FileArgument)).TrimStart('.').ToLowerInvariant()) switch
        {
            "json" => ImportFormat.Json,
            "yaml" or "yml" => ImportFormat.Yaml,
            _ => ImportFormat.Env,
        };

    private static async Task<byte[]?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            using var buffer = new MemoryStream();
            await using var input = InputFile.Open(file);
            await input.CopyToAsync(buffer, cancellationToken);
            return buffer.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Output.Note(e.Message);
            return null;
        }
    }
}
