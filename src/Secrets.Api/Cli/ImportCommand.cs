using System.CommandLine;
using System.Text.Json;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.EnvFiles;
using Secrets.Application.Secrets.ImportSecrets;

namespace Secrets.Api.Cli;

/// <summary><c>import</c>.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The .env file; - for standard input." };
        var policy = new Option<string>("--on-conflict")
        {
            Description = "Where a secret of that name has another value: fail, and import nothing; skip it; or replace its value.",
            DefaultValueFactory = _ => "fail",
        };
        policy.AcceptOnlyFromAmong("fail", "skip", "replace");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell what would be done." };
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var source = new SecretsSource();
        var verb = new Command(
            "import",
            """
            Import a .env file, all of it or nothing. Quotes and lines are read as docker compose reads them; variables are not put in.

            Example:
              import --dry-run .env
            """
        )
        {
            file,
            policy,
            dryRun,
            json,
        };
        source.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellationToken) =>
            {
                if (await ReadAsync(parsed.GetRequiredValue(file), cancellationToken) is not { } bytes)
                {
                    return ExitCodes.Usage;
                }

                var (onConflict, isDryRun, asJson) = (parsed.GetRequiredValue(policy), parsed.GetValue(dryRun), parsed.GetValue(json));
                if (source.UrlOf(parsed) is { } url)
                {
                    using var service = new RemoteService(url);
                    return Show(await service.ImportAsync(bytes, onConflict, isDryRun, cancellationToken), asJson);
                }

                using var env = EnvFile.Parse(bytes);
                return await CommandLine.UseAsync(
                    source.OwnerOf(parsed),
                    async (mediator, caller) =>
                    {
                        var command = new ImportSecretsCommand(
                            caller,
                            env,
                            Enum.Parse<CollisionPolicy>(onConflict, ignoreCase: true),
                            isDryRun
                        );
                        var outcome = await mediator.Send(command, cancellationToken);
                        return outcome.IsDone || isDryRun ? Show(ImportResponse.Of(outcome, isDryRun), asJson) : Refuse(outcome);
                    },
                    cancellationToken
                );
            }
        );
        return verb;
    }

    private static async Task<byte[]?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            if (file != "-")
            {
                return await File.ReadAllBytesAsync(file, cancellationToken);
            }

            using var buffer = new MemoryStream();
            await using var input = Console.OpenStandardInput();
            await input.CopyToAsync(buffer, cancellationToken);
            return buffer.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return null;
        }
    }

    private static int Show(ImportResponse answer, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(answer, ApiJson.Web.ImportResponse));
            return ExitCodes.Done;
        }

        Write("added", answer.Added);
        Write("changed", answer.Changed);
        Write("unchanged", answer.Unchanged);
        Write("skipped", answer.Skipped);
        foreach (var line in answer.Invalid)
        {
            Console.Out.WriteLine(Text(line));
        }

        return ExitCodes.Done;

        static void Write(string what, IReadOnlyList<string> names)
        {
            foreach (var name in names)
            {
                Console.Out.WriteLine($"{what,-9}  {name}");
            }
        }
    }

    private static int Refuse(ImportOutcome outcome)
    {
        Console.Error.WriteLine(
            outcome.InvalidLines.Count > 0
                ? "Nothing was imported: the file has invalid lines."
                : $"Nothing was imported: there are other values already of {string.Join(", ", outcome.Changed)}. See --on-conflict."
        );
        foreach (var line in outcome.InvalidLines)
        {
            Console.Error.WriteLine(Text(line));
        }

        if (outcome.InvalidLineCount > outcome.InvalidLines.Count)
        {
            Console.Error.WriteLine($"{outcome.InvalidLineCount - outcome.InvalidLines.Count} more lines are invalid.");
        }

        return ExitCodes.Refused;
    }

    private static string Text(InvalidLine line) => $"line {line.Line}: {line.Message}.";
}
