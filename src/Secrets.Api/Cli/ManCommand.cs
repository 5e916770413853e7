using System.CommandLine;
using Secrets.Api.Cli.Completion;

namespace Secrets.Api.Cli;

/// <summary><c>man</c>, with which the build writes the man page.</summary>
internal static class ManCommand
{
    public static Command Create()
    {
        var command = new Command("man", "Print the man page.") { Hidden = true };
        command.SetAction(parsed =>
        {
            Console.Out.Write(ManPage.Write(CommandEntry.ListAll(parsed.RootCommandResult.Command)));
            return ExitCodes.Done;
        });
        return command;
    }
}
