namespace Secrets.Api.Cli;

/// <summary>Writes rows in columns that are as wide as their longest cell.</summary>
internal static class Table
{
    public static void Write(TextWriter output, params IReadOnlyList<string[]> rows)
    {
        var cells = rows.Select(row => row.Select(Printable.Of).ToArray()).ToList();
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        foreach (var row in cells)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
