using System.CommandLine;

namespace Secrets.Api.Cli.Completion;

/// <summary>A script that completes commands and options in fish, with their descriptions.</summary>
internal static class FishCompletion
{
    public static string Write(IReadOnlyList<CommandEntry> commands) =>
        $$"""
            # Completes secrets in fish: secrets completion fish | source
            function __secrets_command_is
                set -l command ''
                for word in (commandline -opc)[2..-1]
                    test "$word" = --; and return 1
                    if contains -- "$command $word" {{string.Join(' ', commands.Skip(1).Select(command => $"'{command.Path}'"))}}
                        set command "$command $word"
                    end
                end
                test "$command" = "$argv[1]"
            end
            {{string.Join('\n', commands.SelectMany(Lines))}}

            """.ReplaceLineEndings("\n");

    private static IEnumerable<string> Lines(CommandEntry command)
    {
        var start = $"complete -c secrets -n \"__secrets_command_is '{command.Path}'\"";
        return command
            .Subcommands.Select(child => $"{start} -f -a {child.Name} -d {Quote(child.Description)}")
            .Concat(command.Command.Arguments.SelectMany(Completions.ValuesOf).Select(value => $"{start} -f -a {value}"))
            .Concat(command.Options.Where(option => option.Name.StartsWith("--", StringComparison.Ordinal)).Select(OptionLine));

        string OptionLine(Option option)
        {
            var values = string.Join(' ', Completions.ValuesOf(option));
            var takes =
                option.Arity.MinimumNumberOfValues == 0 ? ""
                : values.Length == 0 ? " -r"
                : $" -x -a '{values}'";
            return $"{start} -l {option.Name[2..]}{takes} -d {Quote(option.Description)}";
        }
    }

    private static string Quote(string? text)
    {
        var sentence = CommandEntry.FirstSentence(text).Replace("\\", "\\\\", StringComparison.Ordinal);
        return $"'{sentence.Replace("'", "\\'", StringComparison.Ordinal)}'";
    }
}
