using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Secrets.Api.Responses;
using Secrets.Application.EnvFiles;
using Secrets.Application.Secrets.ExportSecrets;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Cli;

/// <summary><c>run</c>.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Argument<string[]>("command")
        {
            Description = "The program and its arguments, after --.",
            Arity = ArgumentArity.OneOrMore,
        };
        var source = new SecretsSource();
        var verb = new Command(
            "run",
            $"""
            Run a program with all secrets in its environment, where they win over what is there. The program takes the place of
            this one, so that signals and its exit code are its own. If a secret cannot be decrypted, it is named and nothing is run.
            Nothing is written to disk; {RemoteService.KeyVariable} and what the service is set up with are not passed on.

            Example:
              run --url https://secrets.example -- ./deploy.sh --now
            """
        )
        {
            command,
        };
        source.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellationToken) =>
            {
                var variables = new List<(string Name, SecretValue Value)>();
                var damaged = new List<string>();
                int outcome;
                if (source.UrlOf(parsed) is { } url)
                {
                    await ReadAsync(url, variables, damaged, cancellationToken);
                    outcome = ExitCodes.Done;
                }
                else
                {
                    outcome = await CommandLine.UseAsync(
                        source.OwnerOf(parsed),
                        async (mediator, caller) =>
                        {
                            await foreach (var secrets in mediator.ExportAsync(caller, cancellationToken))
                            {
                                variables.AddRange(
                                    secrets.Where(secret => secret.Value is not null).Select(secret => (secret.Name, secret.Value!))
                                );
                                damaged.AddRange(secrets.Where(secret => secret.Value is null).Select(EnvFileExport.NameOf));
                            }

                            return ExitCodes.Done;
                        },
                        cancellationToken
                    );
                }

                if (damaged.Count > 0)
                {
                    Console.Error.WriteLine(
                        $"Nothing is run, since secrets cannot be decrypted: {string.Join(", ", damaged)}. Give them another value, or delete them."
                    );
                    return ExitCodes.Unavailable;
                }

                return outcome == ExitCodes.Done ? Run(parsed.GetRequiredValue(command), variables) : outcome;
            }
        );
        return verb;
    }

    private static async Task ReadAsync(
        Uri url,
        List<(string Name, SecretValue Value)> variables,
        List<string> damaged,
        CancellationToken cancellationToken
    )
    {
        using var service = new RemoteService(url);
        var text = await service.ExportAsync(cancellationToken);
        var file = EnvFile.Parse(text);
        if (file.InvalidLines.Count > 0)
        {
            throw service.NotThisService();
        }

        NameNotExported(text);
        if (service.NotDecrypted > 0)
        {
            damaged.AddRange(EnvFileExport.NamesNotDecrypted(Encoding.UTF8.GetString(text)).DefaultIfEmpty("some of them"));
        }

        CryptographicOperations.ZeroMemory(text);
        variables.AddRange(file.Entries.Select(entry => (entry.Name, entry.Value)));
    }

    // A line of a value may begin so as well; then this is only said once too often.
    private static void NameNotExported(ReadOnlySpan<byte> text)
    {
        var comment = Encoding.UTF8.GetBytes(EnvFileExport.NotExported);
        foreach (var line in text.Split((byte)'\n'))
        {
            if (text[line].StartsWith(comment))
            {
                Console.Error.WriteLine(
                    $"Not passed on, since the service's export cannot hold it: {Encoding.UTF8.GetString(text[line][comment.Length..])}"
                );
            }
        }
    }

    private static int Run(string[] command, List<(string Name, SecretValue Value)> variables)
    {
        var passed = variables.FindAll(variable =>
            !variable.Name.Contains('=', StringComparison.Ordinal) && !variable.Value.AsSpan().Contains((byte)0)
        );
        foreach (var (name, _) in variables.Except(passed))
        {
            Console.Error.WriteLine($"Not passed on, since an environment cannot hold it: {name}");
        }

        return ReplacementProgram.Start(command, passed);
    }
}
