using System.CommandLine;
using Secrets.Api.Cli.Completion;

namespace Secrets.Api.Cli;

/// <summary><c>completion</c>.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell = CreateShell();

    public static Command Create()
    {
        var command = new Command(
            "completion",
            """
            Print a script that completes commands and options in a shell.

            Examples:
              source <(secrets completion bash)
              secrets completion fish > ~/.config/fish/completions/secrets.fish
            """
        )
        {
            Shell,
        };
        command.SetAction(parsed =>
        {
            var commands = CommandEntry.ListAll(parsed.RootCommandResult.Command);
            Console.Out.Write(
                parsed.GetRequiredValue(Shell) switch
                {
                    "bash" => BashCompletion.Write(commands),
                    "zsh" => ZshCompletion.Write(commands),
                    _ => FishCompletion.Write(commands),
                }
            );
            return ExitCodes.Done;
        });
        return command;
    }

    private static Argument<string> CreateShell()
    {
        var argument = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        argument.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return argument;
    }
}
