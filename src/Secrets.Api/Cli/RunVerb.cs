using System.CommandLine;
using Secrets.Application.EnvFiles;
using Secrets.Application.Secrets.ExportSecrets;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Cli;

/// <summary><c>run</c>.</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var command = new Argument<string[]>("command") { Description = "The program and its arguments, after --.", Arity = ArgumentArity.OneOrMore };
        var source = new SecretsSource();
        var verb = new Command(
            "run",
            $"""
            Run a program with all secrets in its environment, where they win over what is there. The program takes the place of
            this one, so that signals and its exit code are its own. Nothing is written to disk; {RemoteService.KeyVariable} is not passed on.

            Example:
              run --url https://secrets.example -- ./deploy.sh --now
            """)
        {
            command,
        };
        source.AddTo(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var variables = new List<(string Name, SecretValue Value)>();
            int outcome;
            if (source.UrlOf(parsed) is { } url)
            {
                using var service = new RemoteService(url);
                var file = EnvFile.Parse(await service.ExportAsync(cancellationToken));
                if (file.InvalidLines.Count > 0)
                {
                    throw service.NotThisService();
                }

                variables.AddRange(file.Entries.Select(entry => (entry.Name, entry.Value)));
                outcome = ExitCodes.Done;
            }
            else
            {
                outcome = await CommandLine.UseAsync(
                    source.OwnerOf(parsed),
                    async (mediator, caller) =>
                    {
                        var last = Guid.Empty;
                        while (await mediator.Send(new ExportSecretsQuery(caller, last), cancellationToken) is [.., var end] secrets)
                        {
                            variables.AddRange(secrets.Select(secret => (secret.Name, secret.Value)));
                            last = end.Id;
                        }

                        return ExitCodes.Done;
                    },
                    cancellationToken);
            }

            return outcome == ExitCodes.Done ? Run(parsed.GetRequiredValue(command), variables) : outcome;
        });
        return verb;
    }

    private static int Run(string[] command, List<(string Name, SecretValue Value)> variables)
    {
        var passed = variables.FindAll(variable => !variable.Name.Contains('=', StringComparison.Ordinal) && !variable.Value.AsSpan().Contains((byte)0));
        foreach (var (name, _) in variables.Except(passed))
        {
            Console.Error.WriteLine($"Not passed on, since an environment cannot hold it: {name}");
        }

        return ReplacementProgram.Start(command, passed);
    }
}
