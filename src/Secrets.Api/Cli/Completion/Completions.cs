using System.CommandLine;
using System.CommandLine.Completions;

namespace Secrets.Api.Cli.Completion;

/// <summary>
/// The values that an option or an argument completes. Only plain words are left, which no shell takes for anything else.
/// </summary>
internal static class Completions
{
    public static IEnumerable<string> ValuesOf(Option option) =>
        option.ValueType == typeof(bool) ? [] : option.GetCompletions(CompletionContext.Empty).Select(item => item.Label).Where(IsPlain);

    public static IEnumerable<string> ValuesOf(Argument argument) =>
        argument.GetCompletions(CompletionContext.Empty).Select(item => item.Label).Where(IsPlain);

    private static bool IsPlain(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
