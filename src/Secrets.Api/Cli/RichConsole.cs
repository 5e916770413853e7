using Spectre.Console;

namespace Secrets.Api.Cli;

/// <summary>Writes to a terminal. Nothing else uses Spectre.Console, so that it is only loaded for a terminal.</summary>
internal static class RichConsole
{
    /// <summary>A line and a space on each side.</summary>
    private const int BorderWidth = 3;

    private static readonly IAnsiConsole Screen = AnsiConsole.Create(
        new AnsiConsoleSettings
        {
            Ansi = Terminal.HasColors ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = Terminal.HasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Console.Out),
        }
    );

    /// <param name="rows">The first row is the header.</param>
    /// <returns>False if the terminal is so narrow that words would be broken. Then nothing is written.</returns>
    public static bool TryWriteTable(IReadOnlyList<string[]> rows)
    {
        var cells = rows.Select(row => row.Select(Printable.Of).ToArray()).ToList();
        if (FindWidths(cells, Terminal.Width - (BorderWidth * (rows[0].Length + 1))) is not { } widths)
        {
            return false;
        }

        var table = new Spectre.Console.Table { Border = TableBorder.Rounded };
        foreach (var (header, width) in cells[0].Zip(widths))
        {
            table.AddColumn(new TableColumn(new Text(header, new Style(decoration: Decoration.Bold))) { Width = width });
        }

        // A Text shows brackets as they are: names are no markup.
        foreach (var row in cells.Skip(1))
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        Screen.Write(table);
        return true;
    }

    /// <summary>Writes a word in the color of its tone, and stays in the line.</summary>
    public static void Write(Tone tone, string word) =>
        Screen.Write(
            new Text(
                word,
                tone switch
                {
                    Tone.Good => new Style(Color.Green),
                    Tone.Doubtful => new Style(Color.Yellow),
                    _ => new Style(Color.Red, decoration: Decoration.Bold),
                }
            )
        );

    // The first column has ids and names, which are copied: it is not wrapped.
    private static int[]? FindWidths(List<string[]> cells, int room)
    {
        var columns = Enumerable.Range(0, cells[0].Length).ToList();
        var widths = columns.Select(column => cells.Max(row => WidestWord(row[column], column))).ToArray();
        var spare = room - widths.Sum();
        foreach (var column in columns)
        {
            var wanted = cells.Max(row => row[column].Length) - widths[column];
            var given = Math.Clamp(wanted, 0, Math.Max(spare, 0));
            widths[column] += given;
            spare -= given;
        }

        return spare < 0 ? null : widths;
    }

    private static int WidestWord(string cell, int column) => column == 0 ? cell.Length : cell.Split(' ').Max(word => word.Length);
}
