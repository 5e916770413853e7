namespace Secrets.Api.Cli.Completion;

/// <summary>A script that completes commands and options in zsh, with their descriptions.</summary>
internal static class ZshCompletion
{
    public static string Write(IReadOnlyList<CommandEntry> commands) =>
        $$"""
            #compdef secrets
            # Completes secrets in zsh, after compinit: source <(secrets completion zsh)
            _secrets() {
                local command='' word
                local -a entries
                for word in "${(@)words[2,CURRENT-1]}"; do
                    [[ $word == -- ]] && { _files; return; }
                    case "$command $word" in
                        ({{Alternatives(commands.Skip(1).Select(command => command.Path))}}) command+=" $word" ;;
                    esac
                done
                case "$command ${words[CURRENT-1]}" in
                    {{Lines(commands.SelectMany(ValueCases), 8)}}
                esac
                case $command in
                    {{Lines(commands.Select(Entries), 8)}}
                esac
                _describe 'secrets' entries || _files
            }
            if [[ ${funcstack[1]} == _secrets ]]; then _secrets "$@"; else compdef _secrets secrets; fi

            """.ReplaceLineEndings("\n");

    private static IEnumerable<string> ValueCases(CommandEntry command) =>
        command
            .ValueOptions.ToLookup(option => string.Join(' ', Completions.ValuesOf(option)), StringComparer.Ordinal)
            .Select(group =>
                $"({Alternatives(group.Select(option => $"{command.Path} {option.Name}"))}) "
                + (group.Key.Length == 0 ? "_files; return ;;" : $"compadd -- {group.Key}; return ;;")
            );

    private static string Entries(CommandEntry command) =>
        $"('{command.Path}') {(command.HasFreeArguments ? "[[ ${words[CURRENT]} == -* ]] || { _files; return; }; " : "")}"
        + $"entries=({string.Join(' ', command.Words.Select(word => Quote($"{word.Name}:{word.Description}")))}) ;;";

    private static string Alternatives(IEnumerable<string> words) => string.Join("|", words.Select(word => $"'{word}'"));

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Lines(IEnumerable<string> lines, int indentation) =>
        string.Join($"\n{new string(' ', indentation)}", lines);
}
