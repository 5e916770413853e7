using System.Text;

namespace Secrets.Api.Cli.Completion;

/// <summary>The man page, made from what <c>--help</c> shows.</summary>
internal static class ManPage
{
    public static string Write(IReadOnlyList<CommandEntry> commands)
    {
        var page = new StringBuilder();
        page.Append(".TH SECRETS 1 \"\" secrets\n.SH NAME\nsecrets \\- keep secrets, and serve them over HTTP\n");
        page.Append(".SH SYNOPSIS\n.B secrets\n[command] [options]\n");
        page.Append(".SH DESCRIPTION\n").Append(Paragraphs(commands[0].Command.Description));
        AppendOptions(page, commands[0]);
        page.Append(".SH COMMANDS\n");
        foreach (var command in commands.Skip(1).Where(command => !command.Subcommands.Any()))
        {
            AppendCommand(page, command);
        }

        return page.ToString();
    }

    private static void AppendCommand(StringBuilder page, CommandEntry command)
    {
        var arguments = command.Command.Arguments.Where(argument => !argument.Hidden).ToList();
        var words = string.Concat(arguments.Select(argument => $" <{argument.Name}>"));
        page.Append(".SS ").Append(Escape($"secrets{command.Path}{words}")).Append('\n').Append(Paragraphs(command.Command.Description));
        foreach (var argument in arguments)
        {
            AppendItem(page, $"<{argument.Name}>", argument.Description);
        }

        AppendOptions(page, command);
    }

    private static void AppendOptions(StringBuilder page, CommandEntry command)
    {
        // Options of all commands are described once, for the program.
        foreach (var option in command.Options.Where(option => command.Path.Length == 0 || !option.Recursive))
        {
            var values = string.Join('|', Completions.ValuesOf(option));
            var value =
                option.Arity.MinimumNumberOfValues == 0 ? ""
                : values.Length > 0 ? $" {values}"
                : $" <{option.HelpName ?? option.Name.TrimStart('-')}>";
            AppendItem(page, $"{option.Name}{value}", option.Description);
        }
    }

    private static void AppendItem(StringBuilder page, string name, string? description) =>
        page.Append(".TP\n.B ").Append(Escape(name)).Append('\n').Append(Escape((description ?? "").ReplaceLineEndings(" "))).Append('\n');

    // Lines of a paragraph are filled; lines that are indented, such as examples, are kept.
    private static string Paragraphs(string? text)
    {
        var page = new StringBuilder();
        var isKept = false;
        foreach (var line in (text ?? "").ReplaceLineEndings("\n").Split('\n'))
        {
            var keeps = line.StartsWith("  ", StringComparison.Ordinal);
            page.Append((keeps, isKept) switch
            {
                (true, false) => ".nf\n",
                (false, true) => ".fi\n",
                _ => "",
            });
            isKept = keeps;
            page.Append(line.Length == 0 ? ".PP\n" : $"{Escape(line)}\n");
        }

        return page.Append(isKept ? ".fi\n" : "").ToString();
    }

    private static string Escape(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped is ['.' or '\'', ..] ? $"\\&{escaped}" : escaped;
    }
}
