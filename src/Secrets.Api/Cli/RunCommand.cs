using System.CommandLine;

namespace Secrets.Api.Cli;

/// <summary><c>run</c>.</summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> ProgramArgument = new("command")
    {
        Description = "The program and its arguments, after --.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Allow = new("--allow")
    {
        Description = "Pass on a secret although its name can change which code runs, such as PATH. May be repeated.",
    };

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "run",
            $"""
            Run a program with all secrets as environment variables, which override existing ones. The program replaces this process, so
            that it receives signals directly and its exit code is returned. If a secret cannot be decrypted, it is named and nothing is
            run. Nothing is written to disk. {RemoteService.KeyVariable} and everything else that opens the vault is not passed on. Neither
            are secrets whose names steer the loader, a shell or a runtime, such as PATH or LD_PRELOAD.

            Example:
              secrets run --url https://secrets.example -- ./deploy.sh --now
            """
        )
        {
            ProgramArgument,
            Allow,
        };
        source.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var variables = new SecretVariables();
                var exitCode = await source.UseAsync(
                    parsed,
                    async service =>
                    {
                        await variables.ReadAsync(service, cancellationToken);
                        return ExitCodes.Done;
                    },
                    async (mediator, caller) =>
                    {
                        await variables.ReadAsync(mediator, caller, cancellationToken);
                        return ExitCodes.Done;
                    },
                    cancellationToken
                );
                if (exitCode != ExitCodes.Done)
                {
                    return exitCode;
                }

                return variables.Damaged.Count > 0
                    ? Output.End(
                        ExitCodes.Unavailable,
                        $"Nothing was run, because secrets cannot be decrypted: {string.Join(", ", variables.Damaged)}. "
                            + "Give them new values, or delete them."
                    )
                    : ReplacementProgram.Start(parsed.GetRequiredValue(ProgramArgument), variables.TakeValid(parsed.GetValue(Allow) ?? []));
            }
        );
        return command;
    }
}
