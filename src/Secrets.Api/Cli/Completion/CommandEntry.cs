using System.CommandLine;
using System.Text.RegularExpressions;

namespace Secrets.Api.Cli.Completion;

/// <summary>A command, as a shell and the man page know it.</summary>
/// <param name="Path">The words after the name of the program, each with a space before it; empty for the program itself.</param>
internal sealed partial record CommandEntry(string Path, Command Command, IReadOnlyList<Option> Options)
{
    public IEnumerable<Command> Subcommands => Command.Subcommands.Where(command => !command.Hidden);

    /// <summary>True if it has arguments that no list of words completes, such as a file.</summary>
    public bool HasFreeArguments => Command.Arguments.Any(argument => !Completions.ValuesOf(argument).Any());

    /// <summary>The options that take a value.</summary>
    public IEnumerable<Option> ValueOptions => Options.Where(option => option.Arity.MinimumNumberOfValues > 0);

    /// <summary>The commands below this one, the values of its arguments, and the options, as a shell completes them.</summary>
    public IEnumerable<(string Name, string Description)> Words =>
        Subcommands
            .Select(command => (command.Name, FirstSentence(command.Description)))
            .Concat(Command.Arguments.SelectMany(argument => Completions.ValuesOf(argument).Select(value => (value, ""))))
            .Concat(Options.Select(option => (option.Name, FirstSentence(option.Description))));

    /// <summary>Returns the program and all commands that are not hidden.</summary>
    public static IReadOnlyList<CommandEntry> ListAll(Command root) => [.. List(root, "", [])];

    private static IEnumerable<CommandEntry> List(Command command, string path, IReadOnlyList<Option> inherited)
    {
        List<Option> options = [.. command.Options.Concat(inherited).Where(option => !option.Hidden)];
        yield return new CommandEntry(path, command, options);
        foreach (var child in command.Subcommands.Where(child => !child.Hidden))
        {
            foreach (var entry in List(child, $"{path} {child.Name}", [.. options.Where(option => option.Recursive)]))
            {
                yield return entry;
            }
        }
    }

    /// <summary>Returns the first sentence of a description, without its full stop.</summary>
    public static string FirstSentence(string? description) =>
        description is null ? "" : SentenceEnd().Split(description.ReplaceLineEndings(" "), 2)[0].TrimEnd('.');

    [GeneratedRegex(@"(?<=\.) |: (?=.{40})| {2,}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnd();
}
