namespace Secrets.Api.Cli.Completion;

/// <summary>A script that completes commands and options in bash. Where neither fits, bash completes names of files.</summary>
internal static class BashCompletion
{
    public static string Write(IReadOnlyList<CommandEntry> commands) =>
        $$"""
            # Completes secrets in bash: source <(secrets completion bash)
            _secrets() {
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' words='' i
                COMPREPLY=()
                for ((i = 1; i < COMP_CWORD; i++)); do
                    [[ ${COMP_WORDS[i]} == -- ]] && return
                    case "$command ${COMP_WORDS[i]}" in
                        {{Alternatives(commands.Skip(1).Select(command => command.Path))}}) command+=" ${COMP_WORDS[i]}" ;;
                    esac
                done
                case "$command $previous" in
                    {{Lines(commands.SelectMany(ValueCases), 8)}}
                esac
                case $command in
                    {{Lines(commands.Select(WordsCase), 8)}}
                esac
                COMPREPLY=($(compgen -W "$words" -- "$current"))
            }
            complete -o default -F _secrets secrets

            """.ReplaceLineEndings("\n");

    private static IEnumerable<string> ValueCases(CommandEntry command)
    {
        var options = command.ValueOptions.ToLookup(option => Join(Completions.ValuesOf(option)), StringComparer.Ordinal);
        return options.Select(group =>
            $"{Alternatives(group.Select(option => $"{command.Path} {option.Name}"))}) "
            + (group.Key.Length == 0 ? "return ;;" : $"COMPREPLY=($(compgen -W '{group.Key}' -- \"$current\")); return ;;")
        );
    }

    private static string WordsCase(CommandEntry command) =>
        $"'{command.Path}') {(command.HasFreeArguments ? "[[ $current == -* ]] || return; " : "")}"
        + $"words='{Join(command.Words.Select(word => word.Name))}' ;;";

    private static string Alternatives(IEnumerable<string> words) => string.Join(" | ", words.Select(word => $"'{word}'"));

    private static string Join(IEnumerable<string> words) => string.Join(' ', words);

    private static string Lines(IEnumerable<string> lines, int indentation) =>
        string.Join($"\n{new string(' ', indentation)}", lines);
}
